// Number keys rate the question, but only while focus is inside its answers (WCAG 2.1.4, "active only on focus").
// Ctrl+Enter sends the form from anywhere in it. Without this file the form still works with Tab, arrows and Space.
const root = document.documentElement;
const words = () => {
  for (const button of document.querySelectorAll("[data-keys-switch]")) {
    button.textContent = root.dataset.keys === "off" ? "Turn keys on" : "Turn keys off";
  }
};
root.dataset.keys = localStorage.getItem("keys") ?? "on";
words();
document.addEventListener("click", (e) => {
  if (!e.target.closest("[data-keys-switch]")) return;
  root.dataset.keys = root.dataset.keys === "off" ? "on" : "off";
  localStorage.setItem("keys", root.dataset.keys);
  words();
});
document.addEventListener("keydown", (e) => {
  if (e.isComposing || e.altKey || e.metaKey) return;
  const form = e.target.closest("form");
  if (form && e.ctrlKey && e.key === "Enter") { e.preventDefault(); form.requestSubmit(); return; }
  if (e.ctrlKey || root.dataset.keys === "off" || e.target.matches("input:not([type=radio], [type=checkbox])")) return;
  const group = e.target.closest("fieldset.rate");
  const hit = group && form.querySelector(`input[aria-keyshortcuts="${CSS.escape(e.key.toUpperCase())}"]`);
  if (!hit) return;
  e.preventDefault();
  if (group.contains(hit)) hit.focus();
  if (hit.type === "checkbox" || !hit.checked) hit.click(); // click, so that "change" fires and the answer saves itself
});
const first = document.querySelector("fieldset.rate input:checked, fieldset.rate input");
if (first && !document.querySelector(".errsum")) first.focus({ preventScroll: true });
