// Says beside a link to a file that it is being made, then that it is there, or why not. Without this file the browser
// fetches it alone, and an error is a page.
const SLOW = 8000; // milliseconds until it is said that it takes long

function name(answer) {
  const told = answer.headers.get("content-disposition") ?? "";
  return decodeURIComponent(told.match(/filename\*=UTF-8''([^;]+)/)?.[1] ?? "file");
}

function keep(content, called) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = called;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

async function make(link, say) {
  const late = setTimeout(() => say("Still being made. A long report takes up to half a minute."), SLOW);
  try {
    const answer = await fetch(link.href, { headers: { "Followthrough-Fragment": "1" } });
    if (!answer.ok) return say(await answer.text());
    const called = name(answer);
    keep(await answer.blob(), called);
    say(`Ready: ${called} is with your downloads.`);
  } catch {
    say("The connection broke before the file was there. Try again.");
  } finally {
    clearTimeout(late);
  }
}

document.addEventListener("click", async (e) => {
  const link = e.target.closest("a[data-made]");
  if (!link || e.button || e.ctrlKey || e.metaKey || e.shiftKey) return;
  e.preventDefault();
  if (link.ariaBusy === "true") return;
  const line = document.getElementById(link.dataset.made);
  const say = (text) => { line.textContent = text; };
  link.ariaBusy = "true";
  say("Being made…");
  await make(link, say);
  link.ariaBusy = "false";
});
