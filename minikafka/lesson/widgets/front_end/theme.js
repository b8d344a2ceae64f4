/** Light or dark, from where the panel stands: the page behind it decides, whatever made that page. */

/** Whether what lies behind an element is dark. @param {Element} element */
function isDark(element) {
  for (let place = element.parentElement; place; place = place.parentElement) {
    const channels =
      getComputedStyle(place)
        .backgroundColor.match(/[\d.]+/g)
        ?.map(Number) ?? [];
    if (channels.length >= 3 && (channels[3] ?? 1) > 0.5)
      return 0.299 * channels[0] + 0.587 * channels[1] + 0.114 * channels[2] < 128;
  }
  const page = document.documentElement;
  if (page.getAttribute('theme') === 'dark') return true; // Google Colab, where a clear frame may lie on a dark page
  return getComputedStyle(page).colorScheme.includes('dark') && matchMedia('(prefers-color-scheme: dark)').matches;
}

/** Keep ``data-theme`` right while the element is shown. @param {HTMLElement} element @returns {() => void} ends it */
export function followTheme(element) {
  const look = () => {
    element.dataset.theme = isDark(element) ? 'dark' : 'light';
  };
  // A page changes its theme by attributes of its outermost elements, and its colours come a moment later.
  const watcher = new MutationObserver(() => {
    look();
    setTimeout(look, 300);
  });
  for (const place of [document.documentElement, document.body]) {
    watcher.observe(place, {
      attributes: true,
      attributeFilter: [
        'class',
        'style',
        'data-jp-theme-light',
        'data-jp-theme-name',
        'data-vscode-theme-kind',
        'theme',
      ],
    });
  }
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', look);
  const shown = new ResizeObserver(look); // it is drawn before a notebook puts it where it is going to stand
  shown.observe(element);
  look();
  return () => {
    watcher.disconnect();
    shown.disconnect();
    system.removeEventListener('change', look);
  };
}
