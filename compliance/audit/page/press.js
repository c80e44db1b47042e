// A tap is a press and a lift on the same button, however much the hand shakes between.

export function pressed(button, act) {
  const fingers = new Set();

  function lift(event) {
    fingers.delete(event.pointerId);
    button.classList.toggle("is-down", fingers.size > 0);
  }

  button.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    fingers.add(event.pointerId);
    button.classList.add("is-down");
  });
  button.addEventListener("pointerup", (event) => {
    const isOurs = fingers.has(event.pointerId);
    lift(event);
    const { left, right, top, bottom } = button.getBoundingClientRect();
    const isOver = event.clientX >= left && event.clientX <= right && event.clientY >= top && event.clientY <= bottom;
    if (isOurs && isOver && !button.disabled) act();
  });
  button.addEventListener("pointercancel", lift);
  button.addEventListener("click", (event) => { if (event.detail === 0) act(); }); // keyboard, screen reader
  button.addEventListener("contextmenu", (event) => event.preventDefault());
}
