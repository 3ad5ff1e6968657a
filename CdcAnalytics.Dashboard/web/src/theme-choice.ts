export type ThemeChoice = 'system' | 'light' | 'dark';

const key = 'cdc-theme';
const systemIsDark = matchMedia('(prefers-color-scheme: dark)');
let whenChanged: () => void = () => {};
let choice: ThemeChoice = readChoice();

function readChoice(): ThemeChoice {
  try {
    const stored = localStorage.getItem(key);
    return stored === 'light' || stored === 'dark' ? stored : 'system';
  } catch {
    return 'system';
  }
}

export const themeChoice = () => choice;
export const isDark = () => document.documentElement.classList.contains('wa-dark');

export function onThemeChange(callback: () => void): void {
  whenChanged = callback;
}

function apply(): void {
  const dark = choice === 'dark' || (choice === 'system' && systemIsDark.matches);
  document.documentElement.classList.toggle('wa-dark', dark);
  document.documentElement.classList.toggle('wa-light', !dark);
  whenChanged();
}

export function nextTheme(): void {
  choice = choice === 'system' ? 'light' : choice === 'light' ? 'dark' : 'system';
  try {
    if (choice === 'system') localStorage.removeItem(key);
    else localStorage.setItem(key, choice);
  } catch {
    // Storage may be forbidden; the choice then lasts until the page is closed.
  }
  apply();
}

export function followSystemTheme(): void {
  systemIsDark.addEventListener('change', apply);
}
