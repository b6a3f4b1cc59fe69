// What a form asks in a dialog: to sign in again, which of two answers counts, and whether to leave what is not saved.
// Without this file the server asks the same on pages of their own.
const part = (html, selector) => new DOMParser().parseFromString(html, "text/html").querySelector(selector);
const signIn = document.getElementById("sign-in-dialog");
const bothOpen = document.getElementById("both-dialog");
const leave = document.getElementById("leave");

async function askToSignIn() {
  if (signIn.open) return;
  const answer = await fetch(call.dataset.signIn, { headers: { "Followthrough-Fragment": "1" } }).catch(() => null);
  if (!answer?.ok || signIn.open) return;
  document.getElementById("sign-in-here").replaceChildren(part(await answer.text(), "form"));
  signIn.showModal();
}

// 204 is in; anything else is the next form to fill in, or the same with its mistake.
signIn.addEventListener("submit", async (e) => {
  e.preventDefault();
  const form = e.target;
  const body = new URLSearchParams(new FormData(form));
  const asked = { method: "POST", body, headers: { "Followthrough-Fragment": "1" } };
  const answer = await fetch(form.action, asked).catch(() => null);
  if (answer?.status === 204) { signIn.close(); queue.again(); return; }
  const html = answer ? await answer.text() : "";
  const next = part(html, "form");
  if (next) form.replaceWith(next);
  else form.append(Object.assign(document.createElement("p"), { className: "flag sm mt-2", role: "alert", textContent: html || "No connection. Try again." }));
});

// What waiting alone will not bring in.
function notTaken() {
  const refused = queue.waiting.filter((entry) => entry.state === "refused").map((entry) => entry.question);
  const which = refused.length === 1 ? ["was", "it"] : ["were", "them"];
  return refused.length ? `${refused.join(", ")} ${which[0]} not taken. Open ${which[1]} and put right what is wrong there.` : "";
}

document.addEventListener("standing", (e) => {
  if (e.detail === "ended") askToSignIn();
  const { whose } = call.dataset;
  const theirs = `${many(queue.waiting.length)} waiting in this browser for ${whose}, who wrote them. Sign in as ${whose} to save them.`;
  const sentence = e.detail === "other" ? theirs : leaving?.says && (notTaken() || leaving.says);
  document.getElementById("waits").hidden = !sentence;
  document.getElementById("waits-for").textContent = sentence ?? "";
});

document.getElementById("save-both").addEventListener("click", () => {
  const entry = queue.waiting.find((each) => each.state === "changed");
  if (!entry) return;
  const place = document.getElementById("both-here");
  place.replaceChildren(part(entry.html, ".both"));
  bothOpen.showModal();
  place.querySelector("#both-h")?.focus();
  place.onclick = (e) => {
    const keeps = e.target.closest("[data-keep]")?.dataset.keep;
    if (!keeps) return;
    e.preventDefault();
    bothOpen.close();
    const { item, question, url, fields } = entry;
    const seen = place.querySelector("[data-version]").dataset.version;
    queue.drop(entry);
    if (keeps === "mine") queue.put({ item, question, url, fields, seen });
    else forget(item);
    say();
  };
});

// The other answer counts: what shows mine is asked for again.
function forget(item) {
  const mine = (part) => part.dataset.item === item;
  for (const [address, form] of window.turned ?? []) if (mine(form)) window.turned.delete(address);
  if (parts().some(mine)) location.reload();
}

// Go on as soon as nothing waits any more, and say so meanwhile.
function waitFor(go, whatThen) {
  const count = queue.waiting.length;
  if (!count) return go();
  leaving = { go, says: `${many(count)} not saved yet. ${whatThen} by itself when ${count === 1 ? "it is" : "they are"}.` };
  queue.again();
  tell(...standing());
}

// Submitting waits until everything is on the server, what stands in the form itself too. The page of all questions waits
// only for what is on its way, which it would meet as another answer: what was refused the server shows in its place.
document.addEventListener("submit", (e) => {
  const form = e.target.closest("form[data-needs-all], form[data-all]");
  if (!form) return;
  if (touched) keep();
  const submits = "needsAll" in form.dataset;
  if (!queue.waiting.some((entry) => submits || !entry.state)) return;
  e.preventDefault();
  waitFor(() => form.requestSubmit(e.submitter), submits ? "Your form is submitted" : "The review opens");
}, true);

document.addEventListener("click", (e) => {
  const link = e.target.closest("a[data-leaves], a[data-waits]");
  if (!link || e.defaultPrevented || e.button || e.ctrlKey || e.metaKey || e.shiftKey) return;
  if (touched) keep();
  if (!queue.waiting.length) return;
  e.preventDefault();
  const go = () => { location.href = link.href; };
  if ("waits" in link.dataset) return waitFor(go, "The review opens");
  queue.again();
  leaving = { go }; // as soon as all is saved, asked or not
  setTimeout(() => {
    if (!leaving) return;
    leaving = null;
    document.getElementById("leave-count").textContent = `${many(queue.waiting.length)} only on this device. ${queue.waiting.length === 1 ? "It goes" : "They go"} up when you open this form here again.`;
    leave.showModal();
    leave.onclick = (click) => {
      if (click.target.closest("[data-stay]")) leave.close();
      if (click.target.closest("[data-go]")) go();
    };
  }, 1200);
});
