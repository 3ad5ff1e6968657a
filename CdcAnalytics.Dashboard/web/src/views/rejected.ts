import { html, nothing } from 'lit';
import { localTime, moment } from '../format';
import { closeRejected, type Store } from '../store';
import type { Rejected } from '../types';
import { empty, whenKnown } from './parts';

const row = (change: Rejected) => html`
  <li>
    <span class="what"><b>${change.tableName ?? 'unknown table'}</b> ${change.operation ?? ''} <code>${change.rowKey ?? ''}</code></span>
    <span>${change.reason ?? 'no reason was recorded'}</span>
    <span class="note">${change.eventTime ? `event time ${moment(change.eventTime)}` : 'no event time'}${
      change.watermark ? ` · watermark ${moment(change.watermark)}` : ''}${
      change.query ? ` · query ${change.query}` : ''} · recorded ${localTime(change.recordedAt)}${
      change.commitLsn ? ` · LSN ${change.commitLsn}` : ''}</span>
    ${change.rowData === null ? nothing : html`
      <wa-details appearance="plain" summary="The row">
        <pre>${JSON.stringify(change.rowData, null, 2)}</pre></wa-details>`}
  </li>`;

const why = {
  dropped: 'These came after the watermark had closed their final window. The live results do count them.',
  quarantined: 'These could not be understood. No result counts them.',
};

/** Rows that some result does not count, and why. */
export function rejectedDrawer(store: Store) {
  const kind = store.rejectedKind;
  return html`
    <wa-drawer id="rejected" label=${kind === 'quarantined' ? 'Quarantined rows' : 'Dropped rows'} light-dismiss
               ?open=${kind !== null} @wa-after-hide=${(event: Event) => {
                 if ((event.target as Element).id === 'rejected') closeRejected();
               }}>
      ${kind === null ? nothing : html`
        <p class="note">${why[kind]}</p>
        ${store.rejectedProblem !== null
          ? html`<wa-callout variant="warning">${store.rejectedProblem}</wa-callout>`
          : whenKnown(store.rejected, `${kind} rows`, known => known.rows.length === 0
            ? empty('None', 'Every captured change is counted.')
            : html`<ul class="feed tall">${known.rows.map(row)}</ul>
                ${known.hasMore ? html`<p class="note">The newest ${known.rows.length}; query
                  <code>cdc.${kind}_event</code> for all.</p>` : nothing}`)}`}
    </wa-drawer>`;
}
