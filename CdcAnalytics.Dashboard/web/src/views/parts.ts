import { html, nothing, type TemplateResult } from 'lit';

/** A titled part of the page; a landmark that a screen reader can list. */
export const section = (
  id: string, title: string, note: unknown, body: unknown, aside: unknown = nothing, classes = '',
): TemplateResult => html`
  <section class="panel ${classes}" aria-labelledby="${id}-title">
    <header class="panel-head">
      <div>
        <h2 id="${id}-title">${title}</h2>
        ${note ? html`<p class="note">${note}</p>` : nothing}
      </div>
      ${aside}
    </header>
    ${body}
  </section>`;

/** What stands where there is nothing to show, and why there is not. */
export const empty = (title: string, why: string): TemplateResult => html`
  <div class="empty"><strong>${title}</strong><span>${why}</span></div>`;

/** undefined: not heard yet; null: the table is not there yet; otherwise the value. */
export function whenKnown<T>(value: T | null | undefined, what: string, show: (value: T) => unknown): unknown {
  if (value === undefined) {
    return html`<div class="loading" role="status" aria-label="Waiting for ${what}">
      <wa-skeleton effect="sheen"></wa-skeleton><wa-skeleton effect="sheen"></wa-skeleton>
      <wa-skeleton effect="sheen"></wa-skeleton></div>`;
  }
  if (value === null) {
    return empty('Not there yet', `The pipeline creates the table of ${what} when it starts; this fills by itself.`);
  }
  return show(value);
}

/** A bar behind a figure. The width is set as a property: a style attribute would offend the page's policy. */
export function bar(share: number, kind: string): TemplateResult {
  const percent = (Math.max(0, Math.min(1, share)) * 100).toFixed(2);
  return html`<span class="bar ${kind}" aria-hidden="true"><i .style=${`--share:${percent}%`}></i></span>`;
}
