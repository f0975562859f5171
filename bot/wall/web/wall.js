// Keeps the wall up to date: asks what stands there now, once a second, and puts it into its place.
const PAUSE = 1000;

const wall = document.querySelector("#wall");
const away = document.querySelector("#away");
let tag = "";

async function look() {
  try {
    const answer = await fetch(wall.dataset.now, { headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store" });
    if (answer.status === 200) {
      tag = answer.headers.get("ETag") ?? "";
      wall.innerHTML = await answer.text();
    }
    away.hidden = answer.status === 200 || answer.status === 304;
  } catch {
    away.hidden = false;
  }
}

async function follow() {
  await look();
  setTimeout(follow, PAUSE);
}

follow();
