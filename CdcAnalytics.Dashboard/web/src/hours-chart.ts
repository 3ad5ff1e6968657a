import { chartIn, styleOf } from './echarts';
import { clock, count, dayOf, exactMoney, hourMilliseconds, hourSpan, tiny, tinyMoney, wallMilliseconds, wallOf }
  from './format';
import { chooseHour, store as sharedStore, type Store } from './store';
import { isDark } from './theme-choice';
import type { Hour, WallClock } from './types';

interface Slot {
  hour: WallClock;
  total: Hour | undefined;
}

let drawn: unknown[] = [];

/** Every hour from the first to the last, those without a trip included. */
export function slots(hours: readonly Hour[]): Slot[] {
  const first = hours[0];
  const last = hours.at(-1);
  if (!first || !last) return [];
  const byHour = new Map(hours.map(hour => [wallMilliseconds(hour.hour), hour]));
  const result: Slot[] = [];
  for (let at = wallMilliseconds(first.hour); at <= wallMilliseconds(last.hour); at += hourMilliseconds) {
    result.push({ hour: wallOf(at), total: byHour.get(at) });
  }
  return result;
}

function line(name: string, value: string): HTMLElement {
  const row = document.createElement('div');
  row.className = 'tip-row';
  const label = document.createElement('span');
  label.textContent = name;
  const figure = document.createElement('b');
  figure.textContent = value;
  row.append(label, figure);
  return row;
}

function tip(slot: Slot | undefined): HTMLElement {
  const box = document.createElement('div');
  box.className = 'tip';
  if (!slot) return box;
  const title = document.createElement('strong');
  title.textContent = hourSpan(slot.hour);
  box.append(title);
  const total = slot.total;
  if (!total) {
    box.append(line('No trips', ''));
    return box;
  }
  box.append(line('Trips now', count(total.trips)), line('Revenue now', exactMoney(total.revenue)));
  if (total.finalTrips !== null) {
    box.append(
      line('Final trips', count(total.finalTrips)),
      line('in zones', count(total.finalZones)),
      line('Moved since', count(total.tripsCorrectedSinceFinal)));
  }
  const state = document.createElement('em');
  state.textContent = total.isFinal ? 'Final: the watermark has closed this hour' : 'Live: this hour is still open';
  box.append(state);
  return box;
}

export function drawHours(store: Store): void {
  const chart = chartIn('hours-chart', made => {
    drawn = [];
    made.getZr().on('click', event => {
      const index = made.convertFromPixel({ gridIndex: 0 }, [event.offsetX, event.offsetY])[0];
      const slot = slots(sharedStore.hours?.hours ?? [])[Number(index)];
      if (slot?.total) chooseHour(slot.hour);
    });
  });
  if (!chart || !store.hours) return;
  const shown = [store.hours, store.chosenHour, isDark(), chart.getWidth()];
  if (shown.every((value, index) => value === drawn[index])) return;
  drawn = shown;

  const all = slots(store.hours.hours);
  const quiet = styleOf('--wa-color-text-quiet');
  const border = styleOf('--line');
  const chosen = store.chosenHour ?? store.hours.hours.at(-1)?.hour;
  const perLabel = chart.getWidth() / Math.max(1, all.length);
  const labelEvery = [1, 2, 3, 6, 12].find(hours => hours * perLabel > 56) ?? 24;
  const axis = (gridIndex: number, isLabelled: boolean) => ({
    type: 'category' as const,
    gridIndex,
    data: all.map(slot => slot.hour),
    axisTick: { show: false },
    axisLine: { lineStyle: { color: border } },
    axisLabel: {
      show: isLabelled,
      color: quiet,
      lineHeight: 15,
      interval: (_: number, hour: string) => Number(hour.slice(11, 13)) % labelEvery === 0,
      formatter: (hour: string) => (clock(hour) === '00:00' ? `${clock(hour)}\n${dayOf(hour)}` : clock(hour)),
    },
  });
  const scale = (gridIndex: number, name: string, format: (value: number) => string) => ({
    type: 'value' as const,
    gridIndex,
    name,
    nameTextStyle: { color: quiet, align: 'left' as const, padding: [0, 0, 0, -44] },
    splitNumber: 3,
    axisLabel: { color: quiet, formatter: format },
    splitLine: { lineStyle: { color: border } },
  });
  const bars = (index: number, color: string, pick: (hour: Hour) => number, isFinal: boolean) => ({
    type: 'bar' as const,
    name: `${index}-${isFinal}`,
    stack: String(index),
    xAxisIndex: index,
    yAxisIndex: index,
    barCategoryGap: '22%',
    data: all.map(({ hour, total }) => ({
      value: total && total.isFinal === isFinal ? pick(total) : null,
      itemStyle: hour === chosen ? { borderColor: styleOf('--wa-color-text-normal'), borderWidth: 1.5 } : {},
    })),
    itemStyle: isFinal
      ? { color, borderRadius: [2, 2, 0, 0] }
      : {
          color: styleOf('--wa-color-surface-default'),
          borderColor: color,
          borderWidth: 1,
          borderRadius: [2, 2, 0, 0],
          decal: { symbol: 'rect', color, dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4 },
        },
  });
  const trips = styleOf('--trips');
  const revenue = styleOf('--revenue');
  chart.setOption(
    {
      // Drawn again several times a second: bars on the move would never be where they belong.
      animation: false,
      textStyle: { fontFamily: styleOf('--wa-font-family-body') },
      axisPointer: { link: [{ xAxisIndex: 'all' }] },
      grid: [
        { left: 52, right: 8, top: 28, height: '33%' },
        { left: 52, right: 8, top: '55%', bottom: 40 },
      ],
      xAxis: [axis(0, false), axis(1, true)],
      yAxis: [scale(0, 'Trips an hour', tiny), scale(1, 'Revenue an hour', tinyMoney)],
      tooltip: {
        trigger: 'axis',
        confine: true,
        backgroundColor: styleOf('--wa-color-surface-raised'),
        borderColor: border,
        textStyle: { color: styleOf('--wa-color-text-normal') },
        axisPointer: { type: 'shadow' },
        formatter: (items: unknown) => tip(all[(items as { dataIndex: number }[])[0]?.dataIndex ?? -1]),
      },
      series: [
        bars(0, trips, hour => hour.trips, true),
        bars(0, trips, hour => hour.trips, false),
        bars(1, revenue, hour => hour.revenue, true),
        bars(1, revenue, hour => hour.revenue, false),
      ],
    },
    { replaceMerge: ['series'] },
  );
}
