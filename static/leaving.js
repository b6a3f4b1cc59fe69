// Signing out clears what this browser keeps: say so first where there are answers that were never saved.
document.addEventListener("submit", (event) => {
  if (event.target.getAttribute("action") !== "/sign-out") return;
  let waiting = [];
  try {
    waiting = Object.keys(localStorage).filter((key) => key.startsWith("waiting|"));
  } catch { return; /* there is no storage, so nothing is in it */ }
  const answers = waiting.length === 1 ? "One answer is" : `${waiting.length} answers are`;
  const told = `${answers} kept in this browser only and not saved yet. Signing out deletes what is kept here. Sign out all the same?`;
  if (waiting.length && !confirm(told)) event.preventDefault();
});
