'use strict';
(() => {
  const by = id => document.getElementById(id);
  const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
  const stages = ['operating', 'closing', 'vacated', 'ended'];
  const grouped = n => String(n).replace(/\B(?=(\d{3})+$)/g, ',');
  const percent = code => code === 101 ? '< 1 %' : code === 102 ? '> 99 %' : code + ' %';

  // Differences, and z7 for seven numbers that do not change.
  const unpacked = text => {
    const out = [];
    let last = 0;
    for (const word of text ? text.split(' ') : []) {
      let times = 1;
      if (word[0] === 'z') times = +word.slice(1);
      else last += +word;
      for (; times > 0; times--) out.push(last);
    }
    return out;
  };

  const moving = () => {
    const data = JSON.parse(by('data').textContent);
    const unpack = row => { for (const key in row) if (typeof row[key] === 'string' && key !== 'first') row[key] = unpacked(row[key]); };
    unpack(data);
    data.sites.forEach(unpack);
    const first = Date.parse(data.first + 'T00:00:00Z');
    const dateOf = day => {
      const date = new Date(first + day * 864e5);
      return date.getUTCDate() + ' ' + months[date.getUTCMonth()] + ' ' + date.getUTCFullYear();
    };
    const words = day => dateOf(day) + ': ' + grouped(data.p50[day]) + ' people left (median), 90 % between ' + grouped(data.p05[day]) + ' and ' + grouped(data.p95[day]);
    const slider = by('day'), told = by('day-words');
    const curves = [...document.querySelectorAll('svg.curve')].map(svg => {
      const at = svg.dataset, x0 = +at.x0, x1 = +at.x1, y0 = +at.y0, y1 = +at.y1, most = +at.most;
      const last = Math.max(data.p50.length - 1, 1);
      return {
        svg, y0, y1, last, x0, x1,
        x: day => x0 + (x1 - x0) * day / last,
        y: people => y1 - (y1 - y0) * people / most,
        line: svg.querySelector('.cursor-line'), band: svg.querySelector('.cursor-band'), dot: svg.querySelector('.cursor-dot'),
        hover: svg.querySelector('.hover'),
      };
    });
    const maps = [...document.querySelectorAll('svg.map[data-scale]')].map(svg => ({
      scale: +svg.dataset.scale,
      lanes: [...svg.querySelectorAll('.lane[data-site]')].filter(lane => lane.dataset.site),
      sites: [...svg.querySelectorAll('.site')].map(mark => ({ mark, site: +mark.dataset.site, circle: mark.querySelector('.people') })),
    }));
    const rows = [...document.querySelectorAll('#sites-day tbody tr')].map(row => ({
      mark: row.querySelector('.stage'), stage: row.querySelector('.stage-cell span'), cells: row.querySelectorAll('td.n'),
    }));

    const show = day => {
      const text = words(day);
      told.textContent = text;
      slider.setAttribute('aria-valuetext', text);
      for (const curve of curves) {
        const x = curve.x(day).toFixed(1);
        curve.line.setAttribute('d', 'M' + x + ' ' + curve.y0 + 'V' + curve.y1);
        curve.band.setAttribute('d', 'M' + x + ' ' + curve.y(data.p95[day]).toFixed(1) + 'V' + curve.y(data.p05[day]).toFixed(1));
        curve.dot.setAttribute('cx', x);
        curve.dot.setAttribute('cy', curve.y(data.p50[day]).toFixed(1));
      }
      const at = day - data.from;
      const stageOf = site => site.stage.length ? stages[site.stage[at]] : 'none';
      for (const map of maps) {
        for (const lane of map.lanes) lane.dataset.stage = stageOf(data.sites[lane.dataset.site]);
        for (const { mark, site, circle } of map.sites) {
          mark.dataset.stage = stageOf(data.sites[site]);
          circle.setAttribute('r', (map.scale * Math.sqrt(data.sites[site].p50[at])).toFixed(1));
        }
      }
      rows.forEach(({ mark, stage, cells }, index) => {
        const site = data.sites[index];
        const texts = [grouped(site.p50[at]), grouped(site.p05[at]) + ' to ' + grouped(site.p95[at])];
        if (stage) {
          mark.dataset.stage = stageOf(site);
          stage.textContent = stageOf(site) + ', ' + percent(site.share[at]);
          texts.unshift(percent(site.ended[at]));
        }
        cells.forEach((cell, i) => { cell.textContent = texts[i]; });
      });
    };
    const move = day => {
      slider.value = day;
      show(+slider.value);
    };

    slider.addEventListener('input', () => show(+slider.value));
    // Elsewhere Page keys move a tenth of the whole, here a week.
    slider.addEventListener('keydown', event => {
      const days = { PageUp: 7, PageDown: -7 }[event.key];
      if (!days) return;
      event.preventDefault();
      move(+slider.value + days);
    });
    for (const curve of curves) {
      const dayAt = event => {
        const box = curve.svg.getBoundingClientRect();
        const x = (event.clientX - box.left) * curve.svg.viewBox.baseVal.width / box.width;
        return Math.min(Math.max(Math.round((x - curve.x0) / (curve.x1 - curve.x0) * curve.last), 0), curve.last);
      };
      curve.svg.addEventListener('pointermove', event => {
        const day = dayAt(event);
        curve.hover.setAttribute('d', 'M' + curve.x(day).toFixed(1) + ' ' + curve.y0 + 'V' + curve.y1);
        told.textContent = words(day) + '; the plan: ' + grouped(data.plan[day]);
      });
      curve.svg.addEventListener('pointerleave', () => {
        curve.hover.setAttribute('d', '');
        told.textContent = words(+slider.value);
      });
      curve.svg.addEventListener('click', event => move(dayAt(event)));
    }

    const play = by('play');
    let timer = 0;
    const stop = () => {
      clearInterval(timer);
      timer = 0;
      play.textContent = 'Play';
    };
    play.hidden = matchMedia('(prefers-reduced-motion: reduce)').matches;
    play.addEventListener('click', () => {
      if (timer) return stop();
      if (+slider.value >= +slider.max) move(+slider.min);
      play.textContent = 'Stop';
      timer = setInterval(() => {
        move(+slider.value + 1);
        if (+slider.value >= +slider.max) stop();
      }, 90);
    });
    by('controls').hidden = false;
    show(+slider.value);
  };

  const filtering = () => {
    const field = by('filter-words'), count = by('filter-count');
    const groups = [...document.querySelectorAll('#inputs details')].map(fold => ({
      fold, rows: [...fold.querySelectorAll('tbody tr')].map(row => ({ row, text: row.textContent.toLowerCase() })),
    }));
    field.addEventListener('input', () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const { fold, rows } of groups) {
        let here = 0;
        for (const { row, text } of rows) {
          row.hidden = !words.every(word => text.includes(word));
          here += row.hidden ? 0 : 1;
        }
        fold.hidden = !here;
        fold.open = words.length > 0 && here > 0;
        shown += here;
      }
      count.textContent = words.length ? grouped(shown) + ' inputs' : '';
    });
    by('filter').hidden = false;
  };

  // On paper nothing can be unfolded. What would fill many pages (scenarios, inputs, other figures) stays folded.
  let closed = [];
  addEventListener('beforeprint', () => {
    closed = [...document.querySelectorAll('#dates details:not([open]), #details details:not([open])')];
    closed.forEach(fold => { fold.open = true; });
  });
  addEventListener('afterprint', () => closed.forEach(fold => { fold.open = false; }));

  if (by('data')) moving();
  if (by('filter-words')) filtering();
})();
