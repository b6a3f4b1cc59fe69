// Turns the pages of the form in place: the next questions are fetched before they are wanted, so that "Next question"
// is there at once and works without a connection. Without this file the browser turns the pages.
const turned = new Map(); // address → form, as it was left
window.turned = turned;
if (document.querySelector("form.q[data-turns]")) turned.set(location.pathname, document.querySelector("form.q"));
let fetching = false;

async function fetched(url) {
  if (turned.has(url)) return turned.get(url);
  const answer = await fetch(url, { headers: { "Followthrough-Fragment": "1" } });
  const found = answer.ok && !answer.redirected && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("form.q");
  if (!found) return null;
  turned.set(url, document.adoptNode(found));
  return turned.get(url);
}

async function ahead() {
  const here = document.querySelector("form.q");
  if (fetching || !here) return;
  fetching = true;
  for (const url of here.dataset.ahead.split(" ").filter((each) => each.includes("/answer/"))) {
    try { await fetched(url); } catch { break; } // offline: fetched with a later question
  }
  fetching = false;
}

function show(url, push) {
  const form = turned.get(url);
  document.querySelector("form.q").replaceWith(form);
  if (push) history.pushState(null, "", url);
  document.title = form.dataset.title;
  lay(form);
  for (const link of document.querySelectorAll("#outline [data-dimension]")) link.removeAttribute("aria-current");
  document.querySelector(`#outline [data-dimension="${form.dataset.dimension}"]`)?.setAttribute("aria-current", "step");
  const back = document.querySelector("form[action='/theme'] [name=back]");
  if (back) back.value = url;
  document.querySelector(".call-head > .notice:not([id])")?.remove(); // it was said with the first page
  scrollTo(0, 0);
  (form.querySelector("fieldset.rate input:checked") ?? form.querySelector("fieldset.rate input"))?.focus({ preventScroll: true });
  for (const button of form.querySelectorAll("[data-keys-switch]")) button.textContent = document.documentElement.dataset.keys === "off" ? "Turn keys on" : "Turn keys off";
  say();
  ahead();
}

// What a given answer still lacks before the form can be submitted: said here, as the server says it to a plain form.
function lacking(form) {
  const given = new FormData(form);
  const value = given.get("value") ?? "";
  const lacks = value === "na" ? !given.get("reason")?.trim() && "reason" : value && value !== "not_asked" && form.querySelector("[name=support]") && !given.get("support") && "support";
  for (const one of form.querySelectorAll("[data-lacks]")) one.hidden = one.dataset.lacks !== lacks;
  return lacks;
}

async function turn(url) {
  if (touched) keep();
  const known = turned.has(url) || (url.includes("/answer/") && (await fetched(url).catch(() => null)));
  if (known) return show(url, true);
  waitFor(() => { location.href = url; }, "The next page opens");
}

document.addEventListener("submit", (e) => {
  const form = e.target.closest("form.q[data-item]");
  if (!form) return;
  e.preventDefault();
  if (touched) keep();
  const lacks = lacking(form);
  if (lacks) { form.querySelector(`[name=${lacks}]`)?.focus(); return; }
  turn(form.dataset.next);
});
document.addEventListener("click", (e) => {
  const link = e.target.closest("a[data-turn]");
  if (!link || e.button || e.ctrlKey || e.metaKey || e.shiftKey) return;
  e.preventDefault();
  turn(new URL(link.href).pathname);
});
addEventListener("popstate", () => {
  if (touched) keep();
  if (turned.has(location.pathname)) show(location.pathname, false);
  else location.reload();
});
ahead();
