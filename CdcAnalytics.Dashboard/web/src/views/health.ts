import { html, nothing } from 'lit';
import { bytes, compact, count, decimal, duration, inline, localTime, moment } from '../format';
import { icon } from '../icons';
import { openRejected, type Store } from '../store';
import type { Ledger, Pipeline, SourceTable } from '../types';
import { empty, section, whenKnown } from './parts';

const classes: readonly { key: Exclude<keyof Ledger, 'isBalanced'>; name: string; hint: string }[] = [
  { key: 'applied', name: 'applied', hint: 'on time, taken by a query' },
  { key: 'lateCorrected', name: 'late, corrected', hint: 'late, and a live result was corrected' },
  { key: 'droppedLate', name: 'dropped late', hint: 'late for a final window that was closed; kept, can be queried' },
  { key: 'filtered', name: 'filtered', hint: 'no query asks for it' },
  { key: 'quarantined', name: 'quarantined', hint: 'could not be understood; kept, can be queried' },
];

const watermarkOf = (table: SourceTable) => html`
  <li><b>${table.tableName}</b> ${table.watermark === null ? 'no watermark' : `watermark ${moment(table.watermark)}`}${
    table.watermarkLagSeconds === null ? '' : `, ${inline(duration(table.watermarkLagSeconds))} behind`}</li>`;

const cell = (table: SourceTable, key: Exclude<keyof Ledger, 'isBalanced'>) => html`
  <td class="num" data-table=${table.tableName} data-class=${key}>${count(table.ledger?.[key])}</td>`;

/** Where every captured change went: one column a table, and the sum below. */
function ledger(pipeline: Pipeline) {
  const tables = pipeline.tables;
  if (tables.length === 0) return empty('No table is captured yet', 'Tables appear when the preflight has found them.');
  const watermarks = html`<ul class="watermarks note">${tables.map(watermarkOf)}</ul>`;
  // A Flink job drops late changes without saying which; only our own engine keeps a ledger.
  if (tables.every(table => table.ledger === null)) return watermarks;
  const unbalanced = tables.filter(table => table.ledger?.isBalanced === false);
  return html`
    <h3>Where every change went</h3>
    <table id="ledger" class="ledger">
      <thead><tr><td></td>${tables.map(table => html`<th scope="col" class="num">${table.tableName}</th>`)}</tr></thead>
      <tbody>${classes.map(({ key, name, hint }) => html`
        <tr><th scope="row" title=${hint}>${name}</th>${tables.map(table => cell(table, key))}</tr>`)}</tbody>
      <tfoot><tr><th scope="row" title="Every captured change is in exactly one class">
        ${unbalanced.length === 0 ? icon('check') : icon('warning')} captured</th>
        ${tables.map(table => cell(table, 'captured'))}</tr></tfoot>
    </table>
    ${unbalanced.length === 0 ? nothing : html`
      <wa-callout variant="danger" size="s">The classes of ${unbalanced.map(table => table.tableName).join(', ')} do
        not add up to what was captured.</wa-callout>`}
    ${watermarks}`;
}

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
    <div id="rates-chart" class="chart low" role="img"
         aria-label="Changes captured per second, last three minutes"></div>
    <p class="facts">
      <span>epoch <b>${count(known.epochNumber)}</b></span>
      <span><b>${decimal(known.commitsPerSecond)}</b> commits/s</span>
      <span>memory <b>${inline(bytes(known.memoryBytes))}</b></span>
      <span>captured <b>${compact(known.capturedEvents)}</b></span>
    </p>
    ${ledger(known)}
    <p class="rejected-buttons">
      <wa-button id="show-dropped" size="s" appearance="outlined" @click=${() => void openRejected('dropped')}>
        Dropped rows</wa-button>
      <wa-button id="show-quarantined" size="s" appearance="outlined"
                 @click=${() => void openRejected('quarantined')}>Quarantined rows</wa-button>
    </p>
    ${notices(known)}`));
}
