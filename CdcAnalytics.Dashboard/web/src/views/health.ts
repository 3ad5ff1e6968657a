import { html, nothing } from 'lit';
import { bytes, compact, count, decimal, duration, inline, localTime, moment } from '../format';
import { icon } from '../icons';
import { openRejected, type Store } from '../store';
import type { Ledger, Pipeline, SourceTable } from '../types';
import { empty, section, whenKnown } from './parts';

const classes: readonly { key: keyof Ledger; name: string; hint: string }[] = [
  { key: 'applied', name: 'applied', hint: 'on time, taken by a query' },
  { key: 'lateCorrected', name: 'late, corrected', hint: 'late, and a live result was corrected' },
  { key: 'droppedLate', name: 'dropped late', hint: 'late for a final window that was closed; kept, can be queried' },
  { key: 'filtered', name: 'filtered', hint: 'no query asks for it' },
  { key: 'quarantined', name: 'quarantined', hint: 'could not be understood; kept, can be queried' },
];

function ledger(table: SourceTable) {
  const entry = table.ledger;
  if (entry === null) return html`<p class="note">Its ledger comes with the first commit.</p>`;
  return html`
    <dl class="ledger" data-table=${table.tableName}>
      ${classes.map(({ key, name, hint }) => html`
        <div class=${key} title=${hint}><dt>${name}</dt><dd>${count(entry[key] as number)}</dd></div>`)}
      <div class="sum" title="Every captured change is in exactly one class"><dt>
        ${icon(entry.isBalanced ? 'check' : 'warning')} captured</dt><dd>${count(entry.captured)}</dd></div>
    </dl>
    ${entry.isBalanced ? nothing : html`
      <wa-callout variant="danger" size="small">The classes do not add up to what was captured.</wa-callout>`}`;
}

const tables = (pipeline: Pipeline) => pipeline.tables.length === 0
  ? empty('No table is captured yet', 'Tables appear when the preflight has found them.')
  : pipeline.tables.map(table => html`
      <div class="source">
        <h3>${table.tableName}</h3>
        <p class="note">${table.watermark === null ? 'no watermark' : `watermark ${moment(table.watermark)}`}${
          table.watermarkLagSeconds === null ? '' : `, ${inline(duration(table.watermarkLagSeconds))} behind`}</p>
        ${ledger(table)}
      </div>`);

const notices = (pipeline: Pipeline) => pipeline.notices.length === 0 ? nothing : html`
  <h3>Notices</h3>
  <ul class="notices">${pipeline.notices.slice(0, 5).map(notice => html`
    <li class=${notice.severity.toLowerCase()}><time>${localTime(notice.at)}</time> ${notice.message}</li>`)}</ul>`;

/** How the pipeline itself is doing. */
export function health(store: Store) {
  const pipeline = store.status?.pipeline;
  const activity = pipeline?.phase === 'Tailing' ? pipeline.activity : null;
  return section('health', 'Pipeline', activity, whenKnown(pipeline, 'the pipeline’s status', known => html`
    <h3 class="first">Changes captured per second</h3>
    <div id="rates-chart" class="chart low" role="img" aria-label="Changes captured per second, last three minutes"></div>
    <p class="facts">
      <span>epoch <b>${count(known.epochNumber)}</b></span>
      <span><b>${decimal(known.commitsPerSecond)}</b> commits/s</span>
      <span>memory <b>${inline(bytes(known.memoryBytes))}</b></span>
      <span>captured <b>${compact(known.capturedEvents)}</b></span>
    </p>
    ${tables(known)}
    <p class="rejected-buttons">
      <wa-button id="show-dropped" size="small" appearance="outlined" @click=${() => void openRejected('dropped')}>
        Dropped rows</wa-button>
      <wa-button id="show-quarantined" size="small" appearance="outlined"
                 @click=${() => void openRejected('quarantined')}>Quarantined rows</wa-button>
    </p>
    ${notices(known)}`));
}
