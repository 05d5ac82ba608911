/* Words, shapes and judgement of the page: pure functions, no network, no clock, no document. */
'use strict';

const BCS = (() => {
  const STALE = 'SCREEN STALE';

  /* Bands from worst to best; SCREEN STALE is the page's own. */
  const ORDER = ['NO ONE SERVES', 'OUTAGE: DECIDE', STALE, 'UNPROTECTED', 'RUNNING ON SPARE',
    'AT RISK', 'PROTECTED'];

  /* Each band has a shape of its own, for eyes that do not tell colours apart. */
  const SHAPES = {
    'PROTECTED': ['well', 'M50 6 88 20v28c0 24-16 38-38 46C28 86 12 72 12 48V20z',
      'M32 50l13 13 24-27'],
    'AT RISK': ['risk', 'M50 8 95 90H5z', 'M50 38v24M50 74v2'],
    'UNPROTECTED': ['bad', 'M31 6h38l25 25v38L69 94H31L6 69V31z', 'M50 26v32M50 72v3'],
    'OUTAGE: DECIDE': ['worst', 'M50 3 97 50 50 97 3 50z',
      'M38 40c0-16 25-16 25 0 0 11-13 10-13 21M50 73v2'],
    'RUNNING ON SPARE': ['spare', 'M50 6a44 44 0 1 1 0 88 44 44 0 0 1 0-88z',
      'M58 26v48M58 26l-17 14'],
    'NO ONE SERVES': ['worst', 'M8 8h84v84H8z', 'M30 30l40 40M70 30L30 70'],
    [STALE]: ['stale', 'M50 6a44 44 0 1 1 0 88 44 44 0 0 1 0-88z', 'M50 26v26l16 12'],
  };

  const plural = (n, one, many) => n + ' ' + (n === 1 ? one : many);

  /* 8040 -> "2 h 14 min"; at most two units, the smaller never rounded up. */
  function span(seconds) {
    if (seconds === null || seconds === undefined || !isFinite(seconds)) return 'unknown';
    const s = Math.max(0, Math.floor(seconds));
    if (s < 60) return s + ' s';
    if (s < 3600) return Math.floor(s / 60) + ' min' + (s % 60 ? ' ' + (s % 60) + ' s' : '');
    if (s < 86400) {
      const m = Math.floor((s % 3600) / 60);
      return Math.floor(s / 3600) + ' h' + (m ? ' ' + m + ' min' : '');
    }
    const h = Math.floor((s % 86400) / 3600);
    return plural(Math.floor(s / 86400), 'day', 'days') + (h ? ' ' + h + ' h' : '');
  }

  /* 72 -> "01:12" */
  function stopwatch(seconds) {
    const s = Math.max(0, Math.floor(seconds));
    const two = n => String(n).padStart(2, '0');
    return (s >= 3600 ? two(Math.floor(s / 3600)) + ':' : '') + two(Math.floor(s / 60) % 60) +
      ':' + two(s % 60);
  }

  function bytes(n) {
    const names = ['B', 'kB', 'MB', 'GB', 'TB'];
    let i = 0;
    while (n >= 1000 && i < names.length - 1) { n /= 1000; i++; }
    return (i === 0 || n >= 100 ? Math.round(n) : n.toFixed(1)) + ' ' + names[i];
  }

  /* The hour as the unit's own zone has it: the text is already in it. */
  const hour = iso => iso ? iso.slice(11, 16) : '';

  function gapText(gap, grown) {
    if (gap.level === 'never') return 'never';
    if (gap.seconds === null) return gap.level === 'unprotected' ? 'no spare' : 'unknown';
    return (gap.atLeast || grown ? '≥ ' : '') + span(gap.seconds);
  }

  /* What forbids green whatever the band says; the first is shown. The list of design, in order. */
  function notGreen(s, ageSeconds) {
    const gap = s.gap, r = s.readiness;
    if (ageSeconds > 5) return 'The unit told this ' + span(ageSeconds) + ' ago.';
    if (['closed', 'quarantined', 'halted', 'unpaired'].includes(s.role)) {
      return s.unit + ' is ' + s.role + '.';
    }
    if (gap.level === 'never' || gap.level === 'unprotected') {
      return gap.level === 'never' ? 'No backup was ever verified on the spare.'
        : 'No spare could take over now.';
    }
    if (gap.seconds === null) return 'The data gap is not known.';
    if (gap.atLeast) return 'The data gap is at least what is shown; the spare is not heard.';
    if (gap.level !== 'ok') return 'The data gap is over its limit.';
    if (s.peer.state !== 'up') return s.peer.name + ' is ' + s.peer.state + '.';
    const down = s.peer.paths.filter(p => !p.up);
    if (down.length) return 'The path by ' + down[0].address + ' is down.';
    if (r.verdict !== 'promotable') {
      return r.reasons.length ? r.reasons[0].text : 'The spare is ' + r.verdict + '.';
    }
    if (s.parity.state !== 'alike') {
      return 'Whether both units are alike: ' + s.parity.state + '.';
    }
    if (s.maintenance) return 'Maintenance: ' + s.maintenance.reason + '.';
    if (r.reasons.some(x => x.code === 'drill-stale')) return 'The last drill is too long ago.';
    return '';
  }

  /* The band that a screen may show for a status of this age, and why if it is not the unit's. */
  function judge(s, ageSeconds) {
    if (!SHAPES[s.band]) return { band: 'AT RISK', because: 'The unit says ' + s.band + '.' };
    if (s.band === 'PROTECTED') {
      const why = notGreen(s, ageSeconds);
      if (why) return { band: 'AT RISK', because: why };
    }
    return { band: s.band, because: s.because };
  }

  const worse = (a, b) => ORDER.indexOf(a) <= ORDER.indexOf(b) ? a : b;

  /* Where two units' stories do not fit together, as sentences. */
  function disagreements(a, b) {
    const out = [];
    const serving = x => ['primary'].includes(x.role);
    if (serving(a) && serving(b)) out.push('Both units say that they serve.');
    if (a.epoch !== b.epoch) {
      out.push(a.unit + ' is in epoch ' + a.epoch + ', ' + b.unit + ' in epoch ' + b.epoch + '.');
    }
    if (a.peer.state === 'up' && a.peer.role !== b.role) {
      out.push(a.unit + ' takes ' + b.unit + ' for ' + a.peer.role + '; it says ' + b.role + '.');
    }
    if (b.peer.state === 'up' && b.peer.role !== a.role) {
      out.push(b.unit + ' takes ' + a.unit + ' for ' + b.peer.role + '; it says ' + a.role + '.');
    }
    if (a.peer.state !== 'up') out.push(a.unit + ' does not hear ' + b.unit + ', but this screen does.');
    if (b.peer.state !== 'up') out.push(b.unit + ' does not hear ' + a.unit + ', but this screen does.');
    if (!out.length && a.band !== b.band) {
      out.push(a.unit + ' says ' + a.band + ', ' + b.unit + ' says ' + b.band + '.');
    }
    return out;
  }

  /* "3 voicemail (412 kB)" … ; an empty list is nothing, no forecast is unknown. */
  function lossText(forecast) {
    if (!forecast) return 'not known';
    const some = forecast.classes.filter(c => c.files || c.bytes);
    const text = some.length
      ? some.map(c => plural(c.files, c.class + ' file', c.class + ' files') + ', ' +
        bytes(c.bytes)).join(' · ')
      : 'nothing';
    return (forecast.atLeast ? 'at least ' : '') + text;
  }

  /* Who serves, as one word or two for people. */
  function serves(s) {
    if (s.role === 'primary') {
      return s.services.length && s.services.some(x => x.state !== 'running')
        ? s.unit + ', not all of it' : s.unit;
    }
    if (s.peer.state === 'up' && s.peer.role === 'primary') return s.peer.name;
    if (s.role === 'secondary' && s.peer.state === 'suspect') return s.peer.name + '?';
    return s.role === 'secondary' && s.peer.state === 'unknown' ? 'not known' : 'nobody';
  }

  return { STALE, ORDER, SHAPES, span, stopwatch, bytes, hour, gapText, notGreen, judge, worse,
    disagreements, lossText, serves, plural };
})();
