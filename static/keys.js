// Number keys rate the question, but only while focus is inside its answers (WCAG 2.1.4, "active only on focus").
// Ctrl+Enter goes on from anywhere in a question: it sends the form, and on a page with all questions it moves to the
// next one, as Enter does there. Without this file the form still works with Tab, arrows and Space.
const root = document.documentElement;
const off = () => root.dataset.keys === "off";
const nameSwitch = () => {
  for (const button of document.querySelectorAll("[data-keys-switch]")) button.textContent = off() ? "Turn keys on" : "Turn keys off";
};
root.dataset.keyed = ""; // the legend is shown: there are keys

// Remembered for the account, so that it holds in every browser; until the server knows it, this one does.
const wish = `keys|${document.querySelector("[data-who]")?.dataset.who}`;
async function remember() {
  const keys = localStorage.getItem(wish);
  if (!keys) return;
  root.dataset.keys = keys;
  const asked = { method: "POST", body: new URLSearchParams({ keys }), headers: { "Followthrough-Fragment": "1" }, keepalive: true };
  const answer = await fetch("/account/keys", asked).catch(() => null);
  if (answer?.ok && localStorage.getItem(wish) === keys) localStorage.removeItem(wish);
}
remember();
nameSwitch();
document.addEventListener("click", (e) => {
  if (!e.target.closest("[data-keys-switch]")) return;
  localStorage.setItem(wish, off() ? "on" : "off");
  remember();
  nameSwitch();
});

const begin = (question) => question.querySelector("fieldset.rate input:checked") ?? question.querySelector("input:not([type=hidden]), textarea");
const go = (question, scroll) => {
  begin(question).focus({ preventScroll: true });
  if (scroll) question.scrollIntoView({ block: "start" });
};

function next(e) {
  const form = e.target.closest("form");
  if (!("all" in form.dataset)) return form.requestSubmit();
  const all = [...form.querySelectorAll(".one")];
  const after = all[all.indexOf(e.target.closest(".one")) + 1];
  after ? go(after, true) : form.querySelector("[type=submit]").focus();
}

document.addEventListener("keydown", (e) => {
  const form = e.target.closest("form[data-keyed]");
  if (!form || e.isComposing || e.altKey || e.metaKey) return;
  if (e.key === "Enter" && (e.ctrlKey || ("all" in form.dataset && e.target.matches("input")))) {
    e.preventDefault();
    next(e);
    return;
  }
  if (e.ctrlKey || off() || e.target.matches("input:not([type=radio], [type=checkbox])")) return;
  const group = e.target.closest("fieldset.rate");
  const hit = group?.closest(".one").querySelector(`input[aria-keyshortcuts="${CSS.escape(e.key.toUpperCase())}"]`);
  if (!hit) return;
  e.preventDefault();
  if (group.contains(hit)) hit.focus();
  if (hit.type === "checkbox" || !hit.checked) hit.click(); // click, so that "change" fires and the answer saves itself
});

const start = document.querySelector(".one[data-start]") ?? document.querySelector("form:not([data-all]) .one");
if (start && !location.hash && !document.querySelector(".errsum")) go(start, start.dataset.start === "far");
