import { html, nothing } from 'lit';
import { percent } from '../format';
import { icon } from '../icons';
import type { Store } from '../store';
import type { Phase } from '../types';

const steps: readonly { phase: Phase; name: string }[] = [
  { phase: 'Starting', name: 'Start' },
  { phase: 'FetchingServer', name: 'Fetch Postgres' },
  { phase: 'StartingServer', name: 'Start Postgres' },
  { phase: 'Preflight', name: 'Check' },
  { phase: 'Snapshot', name: 'Read what is there' },
  { phase: 'CatchingUp', name: 'Catch up' },
  { phase: 'Tailing', name: 'Follow' },
];

const titles: Record<Phase, string> = {
  Starting: 'Starting',
  FetchingServer: 'Fetching the Postgres server',
  StartingServer: 'Starting the Postgres server',
  Preflight: 'Checking the server',
  Snapshot: 'Reading the rows that were there before',
  CatchingUp: 'Catching up with the changes made meanwhile',
  Tailing: 'Following every commit',
  Resynchronising: 'Reading the tables again: the replication slot was lost',
  Stopped: 'The pipeline is stopped',
  Failed: 'The pipeline cannot go on',
};

/** What the system is doing while it does not yet, or no longer, follow every commit. */
export function progress(store: Store) {
  const pipeline = store.status?.pipeline;
  if (!pipeline || pipeline.phase === 'Tailing') return nothing;
  if (pipeline.phase === 'Failed' || pipeline.phase === 'Stopped') {
    return html`
      <wa-callout id="phase" variant=${pipeline.phase === 'Failed' ? 'danger' : 'neutral'} role="status">
        <strong>${titles[pipeline.phase]}</strong><br>${pipeline.activity}
      </wa-callout>`;
  }
  // A lost slot is mended by reading again, which is the snapshot's place in the row.
  const place = steps.findIndex(step =>
    step.phase === (pipeline.phase === 'Resynchronising' ? 'Snapshot' : pipeline.phase));
  const fraction = pipeline.fractionDone;
  return html`
    <section id="phase" class="panel phase" aria-labelledby="phase-title">
      <div class="phase-words" role="status">
        <h2 id="phase-title">${titles[pipeline.phase]}</h2>
        <p>${pipeline.activity}</p>
      </div>
      <wa-progress-bar label=${titles[pipeline.phase]} ?indeterminate=${fraction === null}
                       value=${(fraction ?? 0) * 100}></wa-progress-bar>
      <p class="fraction">${fraction === null ? nothing : percent(fraction)}</p>
      <ol class="steps">
        ${steps.map((step, index) => html`
          <li class=${index < place ? 'done' : index === place ? 'now' : ''}
              aria-current=${index === place ? 'step' : 'false'}>
            <span class="step-mark">${index < place ? icon('check') : index + 1}</span>${step.name}
          </li>`)}
      </ol>
    </section>`;
}
