// The style sheet of a box of widgets: it stands in the box unseen, keeps the keys that are pressed anywhere there, and
// has the box say whether it stands on light or on dark.
import { followTheme } from './front_end/theme.js';
import { keepKeys } from './keys.js';

// A widget is drawn before it is put into its box.
function render({ el }) {
  let leaveTheme = () => {};
  let frame = requestAnimationFrame(function look() {
    const box = el.closest('.mk-panel');
    if (!box) {
      frame = requestAnimationFrame(look);
      return;
    }
    keepKeys(box);
    leaveTheme = followTheme(box);
  });
  return () => {
    cancelAnimationFrame(frame);
    leaveTheme();
  };
}

export default { render };
