// The style sheet of a box of widgets: it stands in the box unseen, and keeps the keys that are pressed anywhere there.
import { keepKeys } from './keys.js';

// A widget is drawn before it is put into its box.
function render({ el }) {
  let frame = requestAnimationFrame(function look() {
    const box = el.closest('.mk-panel');
    if (box) keepKeys(box);
    else frame = requestAnimationFrame(look);
  });
  return () => cancelAnimationFrame(frame);
}

export default { render };
