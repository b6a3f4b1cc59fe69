// A button beside a link copies it. Without this file there is no button, and the link is selected and copied by hand.
for (const button of document.querySelectorAll("button[data-copies]")) {
  const field = document.getElementById(button.dataset.copies);
  const line = button.parentElement.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    const copied = await write(field.value);
    line.textContent = copied ? "Copied" : "Not copied: press Ctrl+C, or Command+C";
  });
  field.addEventListener("focus", () => field.select());
}

// Browsers give out the clipboard only over https and on this very machine; elsewhere what is selected can be copied.
async function write(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return document.execCommand("copy");
  }
}
