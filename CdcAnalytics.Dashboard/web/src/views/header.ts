import { html, nothing } from 'lit';
import { duration, inline } from '../format';
import { icon } from '../icons';
import type { Store } from '../store';
import { nextTheme, themeChoice } from '../theme-choice';

interface Freshness {
  variant: 'success' | 'warning' | 'danger' | 'neutral';
  text: string;
  detail: string | null;
}

function ageOf(store: Store, at: string | null): string | null {
  if (at === null) return null;
  const seconds = Math.max(0, (Date.now() + store.clockOffset - Date.parse(at)) / 1000);
  return inline(duration(Math.round(seconds)));
}

/** Whether the page can be believed at this moment, and how old what it shows is when it cannot. */
export function freshness(store: Store): Freshness {
  const database = store.status?.database;
  const age = ageOf(store, database?.lastReadAt ?? null);
  const shows = age === null ? 'Nothing has been read yet.' : `What is shown was read ${age} ago.`;
  if (store.connection === 'connecting') return { variant: 'neutral', text: 'Connecting', detail: null };
  if (store.connection === 'lost') {
    return { variant: 'danger', text: 'Reconnecting', detail: `The dashboard’s server does not answer. ${shows}` };
  }
  switch (database?.state) {
    case 'Ready':
      return { variant: 'success', text: 'Live', detail: null };
    case 'Reconnecting':
      return {
        variant: 'warning',
        text: 'Reconnecting',
        detail: `Postgres does not answer${database.problem ? ` (${database.problem})` : ''}. ${shows}`,
      };
    case 'Connecting':
      return { variant: 'neutral', text: 'Connecting', detail: null };
    default:
      return { variant: 'neutral', text: 'Starting', detail: null };
  }
}

const themeIcons = { system: 'system', light: 'sun', dark: 'moon' } as const;

export function header(store: Store) {
  const fresh = freshness(store);
  const topology = store.status?.pipeline.topology;
  const theme = themeChoice();
  return html`
    <header class="top">
      <img class="mark" src="/favicon.svg" alt="" width="32" height="32">
      <div class="name">
        <h1>CdcAnalytics</h1>
        <p>New York yellow taxis, as their rows change</p>
      </div>
      <div class="top-end">
        ${topology
          ? html`<span class="topology" title=${topology.reason}>${topology.name} topology</span>`
          : nothing}
        <wa-badge id="freshness" role="status" variant=${fresh.variant} appearance="filled" pill>
          <span class="dot ${fresh.text === 'Live' ? 'beating' : ''}"></span>${fresh.text}
        </wa-badge>
        <wa-button class="theme" size="s" appearance="plain" @click=${nextTheme}
                   title="Colours: ${theme}. Press for the next.">
          ${icon(themeIcons[theme])}<span class="visually-hidden">Colours: ${theme}. Press for the next.</span>
        </wa-button>
      </div>
    </header>
    ${fresh.detail
      ? html`<wa-callout class="stale" role="status" size="s" variant=${fresh.variant}>${fresh.detail}</wa-callout>`
      : nothing}`;
}
