/**
 * In a container (LANG=C.UTF-8) WebKitGTK's own language is "c", with which every `Intl` constructor
 * throws. uPlot calls one while it loads, so this has to be imported before it.
 */
try {
  Intl.NumberFormat.supportedLocalesOf(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { configurable: true, value: 'en' });
}
