// Turns the pages of a respondent's form without asking the server, so that Next is there at once and works without a
// connection: the next questions are fetched before they are wanted. Without this file the browser turns the pages.
const FAR = 3; // questions ahead
const turned = new Map([[location.pathname, here()]]); // address → question, as the respondent left it
window.turned = turned;
let fetching = false;

// A few at a time, so that no page weighs much: one with the first, two with each after it, until FAR are there.
async function ahead(most) {
  if (fetching || !here()?.dataset.ahead) return;
  fetching = true;
  const wanted = here().dataset.ahead.split(" ").slice(0, FAR).filter((url) => !turned.has(url)).slice(0, most);
  for (const url of wanted) {
    try {
      const answer = await fetch(url, { headers: { "Followthrough-Fragment": "1" } });
      const found = answer.ok && !answer.redirected && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("turn");
      if (found) turned.set(url, document.adoptNode(found));
    } catch { break; } // offline: they are fetched with a later page
  }
  fetching = false;
}

function show(url) {
  here().replaceWith(turned.get(url));
  lay();
  const { title, before, beforeLabel } = here().dataset;
  const back = document.getElementById("back");
  document.title = title;
  back.hidden = !before;
  back.setAttribute("aria-label", beforeLabel);
  const theme = document.querySelector("form[action='/theme'] [name=back]");
  if (theme) theme.value = url;
  document.querySelector("main > .notice[role=status]")?.remove(); // it was said with the first page
  scrollTo(0, 0);
  document.getElementById("value").focus({ preventScroll: true });
  ahead(2);
}

document.addEventListener("submit", (e) => {
  if (e.target !== asked()) return;
  const { item, before, next } = here().dataset;
  const to = e.submitter?.value === "back" ? before : next;
  if (replies.last(item)?.state) return; // refused, or met another answer: the server says what to do
  e.preventDefault();
  if ("turns" in here().dataset && turned.has(to)) {
    history.pushState(null, "", to);
    show(to);
    tell();
  } else {
    leaving = () => { location.href = to; };
    replies.again();
    tell();
    leave();
  }
});
addEventListener("popstate", () => {
  if (turned.has(location.pathname)) show(location.pathname);
  else location.reload();
});
ahead(1);
