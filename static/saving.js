// Says honestly when an answer was not saved, and keeps a number or a tick and the choices instead of it apart.
// Without this file the form still saves at each "Next question".
const say = (text) => {
  const state = document.getElementById("save");
  if (state) state.textContent = text;
};
const lost = "Not saved. It is sent again with your next change.";
document.addEventListener("htmx:response:error", (e) => {
  if (e.detail.ctx?.response?.status !== 422) say(lost);
});
document.addEventListener("htmx:error", () => say("Not saved: no connection. Stay on this page; it is sent with your next change."));

document.addEventListener("change", (e) => {
  const form = e.target.closest("form.q");
  if (!form) return;
  if (e.target.name === "value") {
    for (const other of form.querySelectorAll("[data-clears=value]")) {
      if (other.type === "checkbox") other.checked = false;
      else other.value = "";
    }
  } else if (e.target.dataset.clears === "value") {
    for (const choice of form.querySelectorAll("input[type=radio][name=value]")) choice.checked = false;
  }
}, true);
