// Says so when the order could not follow the sliders. Without this file they still work with the Update button.
const failed = "Could not reorder. Your sliders are as you left them. Try again.";
const say = (e) => {
  const status = document.getElementById("firm");
  if (status && e.target.closest?.("#weights")) status.textContent = failed;
};
document.addEventListener("htmx:error", say);
document.addEventListener("htmx:response:error", (e) => {
  if (e.detail.ctx?.response?.status !== 422) say(e);
});
