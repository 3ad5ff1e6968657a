// Runs before the page is painted: light or dark as chosen, else as the system is.
{
  const stored = (() => {
    try {
      return localStorage.getItem('cdc-theme');
    } catch {
      return null; // Storage may be forbidden; the system's choice then holds.
    }
  })();
  const isDark = stored === 'dark' || (stored !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.classList.add(isDark ? 'wa-dark' : 'wa-light');
}
