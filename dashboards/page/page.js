/* The live page: hears the unit's beats, reads the peer as well, and never shows more than it knows. */
'use strict';

(() => {
  const QUIET_MS = 3000;      /* without a beat for so long, the screen is not live */
  const REOPEN_MS = 8000;     /* then the stream is opened anew, again and again */
  const PEER_EVERY_MS = 2000;
  const SETTLE_MS = 4000;     /* two units may differ for so long while both change */
  const EVENTS_SHOWN = 60;

  const $ = id => document.getElementById(id);
  const set = (id, text) => { const e = $(id); if (e && e.textContent !== text) e.textContent = text; };
  const make = (tag, text, attributes) => {
    const e = document.createElement(tag);
    if (text !== undefined && text !== null) e.textContent = text;
    for (const [k, v] of Object.entries(attributes || {})) e.setAttribute(k, v);
    return e;
  };

  /* A source is one unit's page. Ages are the larger of two clocks: one stops in suspend, one jumps. */
  const source = () => ({ status: null, mono: 0, wall: 0, began: performance.now() });
  const own = source();
  const peer = source();
  const peerOrigin = document.querySelector('meta[name=bcs-peer]').content;
  let stream = null;
  let opened = 0;
  let differsSince = 0;
  let shownEvents = new Map();
  let logId = '';

  function heard(src, status) {
    src.status = status;
    src.mono = performance.now();
    src.wall = Date.now();
  }
  function silentMs(src) {
    if (!src.status) return performance.now() - src.began;
    return Math.max(performance.now() - src.mono, Math.min(Date.now() - src.wall, 1e10));
  }
  const age = src => (src.status ? src.status.ageSeconds : 0) + silentMs(src) / 1000;
  /* A server that repeats an old picture is as good as silent. */
  const live = src => src.status !== null && silentMs(src) <= QUIET_MS && src.status.ageSeconds <= 5;

  /* ---- hearing ---- */

  function open() {
    if (stream) stream.close();
    opened = performance.now();
    stream = new EventSource('/api/v1/events');
    stream.addEventListener('beat', e => {
      const first = own.status === null || silentMs(own) > QUIET_MS;
      heard(own, JSON.parse(e.data));
      if (first) { loadEvents(); loadGap(); }
      followPeer();
      draw();
    });
    stream.addEventListener('event', e => { remember([JSON.parse(e.data)]); drawEvents(); });
  }

  /* The page may only connect where its policy allowed it when it was loaded: load it anew if the
     peer's address has become known or changed. */
  function followPeer() {
    let origin = '';
    try { origin = own.status.peer.page ? new URL(own.status.peer.page).origin : ''; } catch (e) { origin = ''; }
    const busy = document.querySelector('dialog[open]');
    if (origin && origin !== peerOrigin && !busy && sessionStorage.getItem('peer') !== origin) {
      sessionStorage.setItem('peer', origin);
      location.reload();
    }
  }

  async function readPeer() {
    if (peerOrigin) {
      try {
        const answer = await fetch(peerOrigin + '/api/v1/status',
          { signal: AbortSignal.timeout(2500), cache: 'no-store', credentials: 'omit' });
        if (answer.ok) heard(peer, await answer.json());
      } catch (unreachable) { /* its age says it */ }
    }
    setTimeout(readPeer, PEER_EVERY_MS);
  }
  const peerLive = () => peer.status !== null && silentMs(peer) <= QUIET_MS + PEER_EVERY_MS &&
    peer.status.ageSeconds <= 5;

  async function loadEvents() {
    try {
      const answer = await fetch('/api/v1/events?most=' + EVENTS_SHOWN, { signal: AbortSignal.timeout(5000) });
      const all = await answer.json();
      if (all.logId !== logId) { shownEvents = new Map(); logId = all.logId; }
      remember(all.events);
      drawEvents();
    } catch (later) { /* the stream brings the next ones */ }
  }
  function remember(events) {
    for (const e of events) shownEvents.set(e.seq, e);
    const seqs = [...shownEvents.keys()].sort((a, b) => b - a);
    for (const seq of seqs.slice(EVENTS_SHOWN)) shownEvents.delete(seq);
  }

  /* ---- judging ---- */

  /* What each unit's story is worth on this screen now, worst first. */
  function verdicts() {
    const out = [];
    if (live(own)) {
      out.push(Object.assign({ unit: own.status.unit, live: true }, BCS.judge(own.status, age(own))));
    } else {
      const name = own.status ? own.status.unit : 'this unit';
      out.push({ unit: name, live: false, band: BCS.STALE, because: own.status
        ? 'Nothing heard from ' + name + ' since ' + BCS.hour(own.status.asOf) +
          '; it last said ' + own.status.band + '.'
        : 'Nothing has been heard from the unit yet.' });
    }
    if (peerLive()) {
      const v = BCS.judge(peer.status, peer.status.ageSeconds);
      if (!live(own) && v.band === 'PROTECTED') {
        v.band = 'AT RISK';
        v.because = (own.status ? own.status.unit : 'This unit') + ' does not answer this screen.';
      }
      out.push(Object.assign({ unit: peer.status.unit, live: true }, v));
    }
    return out.sort((a, b) => BCS.ORDER.indexOf(a.band) - BCS.ORDER.indexOf(b.band));
  }

  function differences() {
    if (!live(own) || !peerLive()) { differsSince = 0; return []; }
    const found = BCS.disagreements(own.status, peer.status);
    if (!found.length) { differsSince = 0; return []; }
    if (!differsSince) differsSince = performance.now();
    return performance.now() - differsSince > SETTLE_MS ? found : [];
  }

  /* ---- drawing ---- */

  function draw() {
    const isLive = live(own);
    const all = verdicts();
    const differ = differences();
    let top = all[0];
    if (differ.length && top.band === 'PROTECTED') {
      top = { unit: top.unit, live: true, band: 'AT RISK', because: differ[0] };
    }
    document.documentElement.classList.toggle('stale', top.band === BCS.STALE);
    drawBand(top);
    drawLive(isLive);
    drawStrips(top, all, differ);
    const src = own.status ? own : peer;
    if (src.status) drawStatus(src.status, isLive || !own.status ? 0 : age(own));
    drawClock();
  }

  function drawBand(top) {
    const [tone, shape, sign] = BCS.SHAPES[top.band];
    const band = $('band');
    if (band.dataset.band !== top.band || !band.dataset.tone) {
      band.dataset.band = top.band;
      band.dataset.tone = tone;
      $('shape').setAttribute('d', shape);
      $('shape-sign').setAttribute('d', sign);
      set('word', top.band);
    }
    set('because', top.because);
    const title = top.band + ' · ' + (own.status ? own.status.pair : 'BCS');
    if (document.title !== title) document.title = title;
  }

  function drawLive(isLive) {
    const seconds = age(own);
    set('live', isLive ? 'live' : 'NOT LIVE for ' + BCS.stopwatch(seconds));
  }

  function drawStrips(top, all, differ) {
    const rows = [];
    for (const text of differ) {
      if (text !== top.because) rows.push(['risk', 'THE UNITS DISAGREE', text]);
    }
    const mine = all.find(v => !v.live);
    if (mine && mine.band !== top.band) rows.push(['stale', BCS.STALE, mine.because]);
    for (const v of all) {
      const second = v !== all[0] && v.live;
      if (second && (v.band !== top.band || differ.length)) {
        rows.push([BCS.SHAPES[v.band][0], v.unit + ': ' + v.band, v.because]);
      }
    }
    if (differ.length && all[0].live) rows.push([BCS.SHAPES[all[0].band][0], all[0].unit + ': ' + all[0].band, all[0].because]);
    const s = own.status;
    if (s && s.maintenance) {
      rows.push(['risk', 'MAINTENANCE until ' + BCS.hour(s.maintenance.until),
        s.maintenance.reason + ' (' + s.maintenance.actor + ')']);
    }
    if (s && s.startup) {
      rows.push(['bad', s.startup.opensInSeconds === null ? 'CLOSED'
        : 'OPENS IN ' + BCS.stopwatch(s.startup.opensInSeconds), s.startup.sentence]);
    }
    if (s && s.peer.name && !peerLive()) {
      rows.push(['quiet', '', s.peer.name + '’s own page cannot be read from this screen: what is shown of it is what ' + s.unit + ' says.']);
    } else if (s && live(own) && !rows.length && peerLive()) {
      rows.push(['quiet', '', own.status.unit + ' and ' + peer.status.unit + ' say the same.']);
    }
    const text = JSON.stringify(rows);
    const strips = $('strips');
    if (strips.dataset.text === text) return;
    strips.dataset.text = text;
    strips.replaceChildren(...rows.map(([tone, head, rest]) => {
      const row = make('p', null, { class: 'strip', 'data-tone': tone });
      if (head) row.append(make('b', head));
      row.append(make('span', rest));
      return row;
    }));
  }

  /* grown: seconds for which nothing was heard, by which the gap has grown since */
  function drawStatus(s, grown) {
    set('pair', s.pair);
    set('unit', s.unit + ' · ' + s.role + ' · epoch ' + s.epoch);
    document.querySelectorAll('.this-unit').forEach(e => { e.textContent = s.unit; });
    drawGap(s, grown);
    set('serves', BCS.serves(s));
    set('roles', s.unit + ' is ' + s.role + (s.peer.name ? '; ' + s.peer.name + ' is ' +
      (s.peer.state === 'up' ? s.peer.role : s.peer.state) : '; it has no peer'));
    set('heard', s.peer.lastHeardSeconds === null ? s.peer.sentence
      : 'heard ' + BCS.span(s.peer.lastHeardSeconds + grown) + ' ago: ' + s.peer.sentence);
    set('loss', BCS.lossText(s.forecast));
    set('loss-asof', s.forecast ? 'as told at ' + s.forecast.asOf.slice(11, 19) : 'no forecast was told');
    const r = s.readiness;
    const spare = s.gap.level !== 'unprotected' && s.gap.level !== 'never';
    set('takes', !spare ? 'impossible' : r.expectedRecoverySeconds === null ? 'not known'
      : BCS.span(r.expectedRecoverySeconds));
    set('verdict', spare ? r.verdict : 'no spare could take over now');
    list('reasons', r.reasons.map(x => make('li', x.text)));
    drawAlarms(s);
    drawBackup(s);
    drawLists(s);
    drawOperation(s.operation, s.asOf);
    document.dispatchEvent(new CustomEvent('bcs-status', { detail: { status: s, live: grown === 0 } }));
  }

  function drawGap(s, grown) {
    const gap = Object.assign({}, s.gap);
    if (gap.seconds !== null && grown) gap.seconds = Math.floor(gap.seconds + grown);
    const text = BCS.gapText(gap, grown > 0);
    set('gap', text);
    set('gap-of', gap.limitSeconds ? 'of ' + BCS.span(gap.limitSeconds) : '');
    const over = gap.seconds === null || gap.seconds > gap.limitSeconds;
    const bar = $('gap-bar');
    bar.parentElement.dataset.level = over ? 'over' : 'within';
    bar.style.width = (gap.seconds === null ? 100 : Math.min(100, 100 * gap.seconds / Math.max(1, gap.limitSeconds))) + '%';
    set('gap-since', gap.atFailureSeconds !== null
      ? 'missing at the failure: ' + BCS.span(gap.atFailureSeconds) + ', and no more'
      : gap.since ? 'everything since ' + BCS.hour(gap.since) + ' has no copy' : 'no verified copy');
  }

  const SEVERITIES = ['critical', 'major', 'minor', 'indeterminate', 'warning'];
  function drawAlarms(s) {
    const sorted = [...s.alarms].sort((a, b) =>
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || b.ageSeconds - a.ageSeconds);
    const worst = sorted[0];
    $('alarm-tile').dataset.severity = worst ? worst.severity : 'none';
    set('alarm', worst ? worst.text : 'none');
    set('alarm-age', worst ? worst.severity + ' for ' + BCS.span(worst.ageSeconds) +
      (worst.acknowledgedBy ? ', acknowledged by ' + worst.acknowledgedBy : '') +
      (worst.held ? ', held back by maintenance' : '') : '');
    set('alarm-next', worst ? 'Next: ' + worst.advice : '');
    list('alarms', sorted.length ? sorted.map(a => row(a.severity, a.severity, a.text,
      BCS.span(a.ageSeconds), a.advice)) : [row('good', 'none', 'no alarm is raised', '')]);
  }

  function drawBackup(s) {
    if (!$('backup')) return;
    const b = s.lastBackup, run = s.runningBackup;
    set('backup', run ? 'running: ' + run.phase + (run.bytesTotal
      ? ', ' + Math.floor(100 * run.bytes / run.bytesTotal) + ' %' : '')
      : b.end ? b.outcome + ' at ' + BCS.hour(b.end) : 'none yet');
    set('backup-detail', b.detail + (b.missed ? ' · ' + BCS.plural(b.missed, 'run', 'runs') + ' missed' : ''));
    set('backup-next', s.nextBackup ? 'next at ' + BCS.hour(s.nextBackup) : 'none is due');
  }

  function drawLists(s) {
    const good = { running: 'good', stopped: 'wait', failed: 'critical', 'held-down': 'wait' };
    list('services', s.services.length ? s.services.map(x =>
      row(good[x.state] || 'minor', x.id, x.text, x.state)) : [row('wait', 'none', '', '')]);
    list('datasets', s.datasets.map(d => row('plain', d.id, BCS.plural(d.files, 'file', 'files') + ', ' +
      BCS.bytes(d.bytes), d.gapSeconds === null ? 'never' : BCS.span(d.gapSeconds))));
    list('paths', s.peer.paths.length ? s.peer.paths.map(p => row(p.up ? 'good' : 'major', p.address,
      p.up ? (p.roundTripSeconds * 1000).toFixed(2) + ' ms, ' + p.lossPercent + ' % lost'
        : 'silent for ' + BCS.span(p.silentSeconds), p.up ? 'up' : 'down')) : [row('wait', 'none', '', '')]);
  }

  /* A finished operation leaves the screen after a quarter of an hour; the events keep it. */
  /* Most steps take less than a second: 0.42 s */
  function took(seconds) { return seconds < 10 ? seconds.toFixed(2) + ' s' : BCS.span(seconds); }

  function drawOperation(op, now) {
    const panel = $('operation');
    if (!panel) return;
    panel.hidden = !op || op.result === 'none' ||
      op.ended !== null && op.result !== 'halted' && Date.parse(now) - Date.parse(op.ended) > 900000;
    if (panel.hidden) return;
    set('operation-title', op.verb + ': ' + op.result + (op.step ? ', ' + op.step : ''));
    set('operation-detail', [op.detail, 'ordered by ' + op.actor + ': ' + op.reason].filter(x => x).join(' · '));
    const tags = { done: 'good', running: 'run', failed: 'critical', skipped: 'wait', waiting: 'wait' };
    list('steps', op.steps.map(x => {
      const li = make('li');
      li.append(make('span', x.state, { class: 'tag', 'data-s': tags[x.state] || 'wait' }),
        make('span', x.number + '/' + op.steps.length + ' ' + x.name + (x.text ? ': ' + x.text : '')),
        make('span', x.state === 'waiting' ? '' : took(x.tookSeconds) + ' of at most ' + BCS.span(x.limitSeconds), { class: 'side' }));
      return li;
    }));
  }

  function drawEvents() {
    list('events', [...shownEvents.values()].sort((a, b) => b.seq - a.seq).map(e =>
      row(e.severity, BCS.hour(e.time) + e.time.slice(16, 19), e.text, '#' + e.seq,
        [e.actor, ...e.details].filter(x => x).join(' · '))));
  }

  function row(tag, head, text, side, under) {
    const li = make('li');
    li.append(make('span', head, { class: 'tag', 'data-s': tag }), make('span', text),
      make('span', side, { class: 'side' }));
    if (under) li.append(make('span', under, { class: 'under' }));
    return li;
  }

  /* Replaces a list only if it changed, so that scrolling and selecting stay. */
  function list(id, items) {
    const e = $(id);
    if (!e) return;
    const text = items.map(i => i.outerHTML).join('');
    if (e.dataset.text !== text.length + text) { e.dataset.text = text.length + text; e.replaceChildren(...items); }
  }

  /* The clock shows the unit's own wall time, carried on; it stands when the page stands. */
  function drawClock() {
    const s = own.status || peer.status;
    if (!s) return;
    const src = own.status ? own : peer;
    const offset = /([+-])(\d\d):(\d\d)$/.exec(s.asOf);
    const minutes = offset ? (offset[1] === '-' ? -1 : 1) * (60 * +offset[2] + +offset[3]) : 0;
    const at = new Date(Date.parse(s.asOf) + s.ageSeconds * 1000 + silentMs(src) + minutes * 60000);
    set('clock', at.toISOString().slice(11, 19));
    set('zone', s.zone);
  }

  /* ---- the chart ---- */

  let chart = null;
  async function loadGap() {
    if (!$('chart') || typeof uPlot === 'undefined') return;
    try {
      const answer = await fetch('/api/v1/gap?hours=24', { signal: AbortSignal.timeout(5000) });
      drawChart(await answer.json());
    } catch (later) { /* drawn anew in a while */ }
  }
  function drawChart(all) {
    const t = [], gap = [], limit = [];
    for (const [time, seconds, most] of all.samples) {
      /* a hole in the samples is a hole in the line */
      if (t.length && time - t[t.length - 1] > 6 * all.everySeconds) {
        t.push(time - 1); gap.push(null); limit.push(most / 60);
      }
      t.push(time); gap.push(seconds === null ? null : seconds / 60); limit.push(most / 60);
    }
    const never = all.samples.some(x => x[1] === null);
    set('chart-note', never ? 'Where the line is missing, the gap was never or not known.'
      : 'Minutes; the dashed line is the limit.');
    const box = $('chart');
    const size = { width: Math.max(280, box.clientWidth), height: 260 };
    if (chart) { chart.setData([t, gap, limit]); chart.setSize(size); return; }
    const zone = own.status ? own.status.zone : 'UTC';
    const hourOf = time => {
      const d = uPlot.tzDate(new Date(time * 1000), zone);
      return String(d.getHours()).padStart(2, '0') + ':' + String(d.getMinutes()).padStart(2, '0');
    };
    const axis = { stroke: '#a9b7c3', grid: { stroke: '#22303b', width: 1 }, ticks: { stroke: '#22303b' } };
    chart = new uPlot(Object.assign(size, {
      tzDate: time => uPlot.tzDate(new Date(time * 1000), zone), legend: { show: false }, cursor: { show: false }, pxAlign: 0,
      scales: { x: { range: u => { const x = u.data[0], hi = x[x.length - 1] || 0; return [Math.min(x[0] || hi, hi - 900), hi]; } }, y: { range: (u, lo, hi) => [0, Math.max(1, (hi || 1) * 1.1)] } },
      axes: [Object.assign({ values: (u, v) => v.map(hourOf) }, axis), Object.assign({ size: 60, values: (u, v) => v.map(m => m >= 120 ? Math.round(m / 6) / 10 + ' h' : Math.round(m * 10) / 10 + ' min') }, axis)],
      series: [{}, { stroke: '#6fb7ff', width: 2, fill: '#6fb7ff22', spanGaps: false, points: { show: false } },
        { stroke: '#ffc545', width: 2, dash: [8, 6], points: { show: false } }],
    }), [t, gap, limit], box);
  }

  /* ---- the watchdog ---- */

  open();
  readPeer();
  setInterval(() => {
    draw();
    if (silentMs(own) > REOPEN_MS && performance.now() - opened > REOPEN_MS || stream.readyState === 2 && performance.now() - opened > 2000) open();
  }, 250);
  setInterval(() => { if (live(own)) loadGap(); }, 10000);
  window.addEventListener('resize', () => { if (chart) chart.setSize({ width: Math.max(280, $('chart').clientWidth), height: 260 }); });
  draw();
})();
