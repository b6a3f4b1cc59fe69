// Says honestly when an answer was not saved, asks before it would be lost, and keeps a number or a tick and the
// choices instead of it apart. Without this file the form still saves at each "Next question".
let unsaved = false;
const say = (text) => {
  const state = document.getElementById("save");
  if (state) state.textContent = text;
};
const ours = (e) => e.target.closest?.("form.q");

document.addEventListener("htmx:config:request", (e) => {
  if (!ours(e)) return;
  unsaved = true;
  e.detail.ctx.request.keepalive = true; // a save under way goes on when the page is left
});
document.addEventListener("htmx:after:request", (e) => {
  if (ours(e) && e.detail.ctx.response.status < 400) unsaved = false;
});
document.addEventListener("htmx:response:error", (e) => {
  const { status } = e.detail.ctx.response;
  if (!ours(e) || status === 422) return; // a 422 brings its own sentence
  say(status < 500 ? `Not saved. ${e.detail.ctx.text}` : "Not saved: the server could not take it. It is sent again with your next change.");
});
document.addEventListener("htmx:error", (e) => {
  if (ours(e)) say("Not saved: no connection. Stay on this page; it is sent again with your next change.");
});
document.addEventListener("submit", () => { unsaved = false; }); // the form itself takes everything along
addEventListener("beforeunload", (e) => { if (unsaved) e.preventDefault(); });

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
