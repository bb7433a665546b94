/**
 * In a container (LANG=C.UTF-8), WebKitGTK's language is "c", for which every `Intl` constructor throws. uPlot calls
 * one while it loads, so this module must be imported first.
 */
try {
  Intl.NumberFormat.supportedLocalesOf(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { configurable: true, value: 'en' });
}
