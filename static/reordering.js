// Says so when the order could not follow the sliders, and keeps an opened row when a preset is chosen.
// Without this file the sliders still work with the Update button.
const failed = "Could not reorder. Your sliders are as you left them. Try again.";
const say = (e) => {
  const status = document.getElementById("firm");
  if (status && e.target.closest?.("#weights")) status.textContent = failed;
};
document.addEventListener("htmx:error", say);
document.addEventListener("htmx:response:error", (e) => {
  if (e.detail.ctx?.response?.status !== 422) say(e);
});
// The links of the presets are as old as the page; which rows and columns it shows since then, its address says.
document.addEventListener("click", (e) => {
  const preset = e.target.closest?.("#presets a");
  if (!preset) return;
  const to = new URL(preset.href), shown = new URLSearchParams(location.search);
  for (const name of ["show", "differ", "open"]) {
    to.searchParams.delete(name);
    for (const value of shown.getAll(name)) to.searchParams.append(name, value);
  }
  preset.href = to;
});
