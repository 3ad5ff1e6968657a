import { svg, html } from 'lit';

// Drawn here: a page that may load nothing from elsewhere needs no icon service for seven signs.
const paths = {
  sun: svg`<circle cx="12" cy="12" r="4"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M5.6 18.4 7
    17M17 7l1.4-1.4"/>`,
  moon: svg`<path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z"/>`,
  system: svg`<rect x="3.5" y="5" width="17" height="11.5" rx="1.5"/><path d="M9 20h6M12 16.5V20"/>`,
  left: svg`<path d="m14.5 6-6 6 6 6"/>`,
  right: svg`<path d="m9.5 6 6 6-6 6"/>`,
  check: svg`<path d="m5.5 12.5 4.200 4.200 8.800-9.200"/>`,
  warning: svg`<path d="M12 4.5 20.5 19h-17zM12 10v4M12 16.5v.2"/>`,
};

export type IconName = keyof typeof paths;

export const icon = (name: IconName) =>
  html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${paths[name]}</svg>`;
