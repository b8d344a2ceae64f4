// No key that is pressed in an element is a command to the notebook, nor after a click beside everything in it.
// Notebook 7 asks first what has the focus; every other notebook never gets the event.
export function keepKeys(root) {
  root.dataset.lmSuppressShortcuts = 'true';
  root.tabIndex = -1;
  root.addEventListener('focusin', (event) => (event.target.dataset.lmSuppressShortcuts = 'true'));
  root.addEventListener('keydown', (event) => event.stopPropagation());
}
