// A button beside a link copies it. Without this file there is no button, and the link is selected and copied by hand.
const buttons = document.querySelectorAll("button[data-copies]");
const lineOf = (button) => button.parentElement.nextElementSibling;

for (const button of buttons) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    for (const other of buttons) lineOf(other).textContent = ""; // only one link is copied at a time
    const copied = await copy(document.getElementById(button.dataset.copies));
    if (copied) button.focus();
    lineOf(button).textContent = copied ? "Copied" : "Not copied. The link is selected: copy it by hand.";
  });
}

// Browsers may keep the clipboard back, as without https; what is selected can be copied all the same.
async function copy(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.focus();
    field.select();
    return document.execCommand("copy");
  }
}
