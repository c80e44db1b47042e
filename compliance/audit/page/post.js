// Hands in what is whole, once there is a connection; the same twice does no harm.

const PATIENCE_MS = 8000;

async function ask(address, options = {}) {
  return fetch(address, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS), ...options });
}

// What the server says of itself, and how long the way there and back took.
export async function about() {
  const began = performance.now();
  const answer = await ask("about");
  if (!answer.ok) return { status: answer.status };
  return { status: 200, told: await answer.json(), roundTripMs: performance.now() - began };
}

// One interval. Says what became of it: kept, before, refused (with why), later, moved, offline.
export async function handIn({ camera, start, seconds, mask, incorrect, no_mask }) {
  let answer;
  try {
    answer = await ask("intervals", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ camera, start, seconds, mask, incorrect, no_mask }),
    });
  } catch {
    return { outcome: "offline" };
  }
  if (answer.ok) return { outcome: (await answer.json()).answer };
  if (answer.status === 422) return { outcome: "refused", why: await answer.text() };
  return { outcome: answer.status === 404 ? "moved" : "later" };
}
