/** Tabs: one of the views is shown, and one of the tables. */

/** @param {HTMLElement} root @param {'view' | 'table'} kind @param {string} shown */
export function showTabs(root, kind, shown) {
  for (const tab of root.querySelectorAll(`[data-${kind}]`)) {
    const isShown = /** @type {HTMLElement} */ (tab).dataset[kind] === shown;
    tab.setAttribute('aria-selected', String(isShown));
    /** @type {HTMLElement} */ (tab).tabIndex = isShown ? 0 : -1;
    const behind = kind === 'view' ? 'hidden' : 'data-behind'; // in a wide panel both tables are seen
    root.querySelector(`#${tab.getAttribute('aria-controls')}`)?.toggleAttribute(behind, !isShown);
  }
}

/** The tab that a key leads to. @param {string} key @param {HTMLElement} tab @returns {HTMLElement | null} */
export function tabAt(key, tab) {
  const tabs = /** @type {HTMLElement[]} */ ([...(tab.parentElement?.children ?? [])]);
  const step = { ArrowRight: 1, ArrowLeft: tabs.length - 1 }[key];
  return step ? tabs[(tabs.indexOf(tab) + step) % tabs.length] : null;
}
