/* Sign-in and promotion: nothing is ordered but by an operator who typed the unit's name. */
'use strict';

(() => {
  const $ = id => document.getElementById(id);
  let who = { user: null, operator: false };
  let status = null;
  let isLive = false;
  let check = null;
  let after = null;

  async function ask(method, path, body) {
    const options = { method, cache: 'no-store', signal: AbortSignal.timeout(10000),
      headers: { 'X-BCS-Request': '1', 'Content-Type': 'application/json' } };
    if (body) options.body = JSON.stringify(body);
    let answer;
    try {
      answer = await fetch('/api/v1/' + path, options);
    } catch (lost) {
      throw { status: 0, error: 'the unit does not answer; whether it took this is not known', reasons: [],
        hint: 'look at the operation before trying again' };
    }
    const text = await answer.json().catch(() => ({}));
    if (!answer.ok) {
      throw { status: answer.status, error: text.error || 'error ' + answer.status,
        hint: text.hint || '', reasons: text.reasons || [] };
    }
    return text;
  }
  const tell = problem => [problem.error, ...problem.reasons.map(r => '• ' + r.code + ': ' + r.text),
    problem.hint ? 'hint: ' + problem.hint : ''].filter(x => x).join('\n');

  function buttons() {
    $('sign').textContent = who.user ? 'Sign out ' + who.user : 'Sign in';
    const can = status && ['secondary', 'closed', 'halted'].includes(status.role);
    $('promote').textContent = status ? 'Promote ' + status.unit + '…' : 'Promote…';
    $('promote').hidden = !status || !(status.role === 'secondary');
    $('promote').disabled = !can || !isLive || (who.user !== null && !who.operator);
    $('promote').title = who.user && !who.operator ? who.user + ' may look but not act' : '';
  }

  document.addEventListener('bcs-status', e => {
    status = e.detail.status;
    isLive = e.detail.live;
    buttons();
  });

  /* ---- sign in ---- */

  $('sign').addEventListener('click', async () => {
    if (who.user) {
      try { who = await ask('DELETE', 'session'); } catch (problem) { who = { user: null, operator: false }; }
      buttons();
    } else {
      signIn(null);
    }
  });
  function signIn(then) {
    after = then;
    $('sign-form').reset();
    $('sign-problem').textContent = '';
    $('sign-dialog').showModal();
    $('user').focus();
  }
  $('sign-form').addEventListener('submit', async e => {
    e.preventDefault();
    try {
      who = await ask('POST', 'session', { user: $('user').value, password: $('password').value });
      $('sign-dialog').close();
      buttons();
      if (after && who.operator) after();
    } catch (problem) {
      $('sign-problem').textContent = tell(problem);
    }
    $('password').value = '';
  });
  document.querySelectorAll('[data-close]').forEach(b =>
    b.addEventListener('click', () => $(b.dataset.close).close()));

  /* ---- promote ---- */

  $('promote').addEventListener('click', () => who.operator ? openPromote('') : signIn(() => openPromote('')));

  async function openPromote(problem) {
    try {
      check = await ask('GET', 'check');
    } catch (lost) {
      problem = tell(lost);
      check = null;
    }
    const dialog = $('promote-dialog');
    if (!dialog.open) { $('promote-form').reset(); dialog.showModal(); }
    $('confirm').value = '';
    $('promote-problem').textContent = problem;
    if (check) show();
    ready();
  }
  function show() {
    $('promote-title').textContent = 'Promote ' + check.unit;
    $('confirm-name').textContent = check.unit;
    $('preview').textContent = check.preview;
    $('promote-loss').textContent = status ? 'Lost would be: ' + BCS.lossText(status.forecast) +
      '. Data gap: ' + BCS.gapText(status.gap, false) + '.' : '';
    $('refusals').hidden = check.refusals.length === 0;
    $('refusal-list').replaceChildren(...check.refusals.map(r => {
      const label = document.createElement('label');
      const box = document.createElement('input');
      box.type = 'checkbox';
      box.name = 'override';
      box.value = r.code;
      const text = document.createElement('div');
      const code = document.createElement('b');
      code.textContent = r.code + ' ';
      const why = document.createElement('span');
      why.textContent = r.text;
      text.append(code, why);
      label.append(box, text);
      return label;
    }));
  }
  const fence = () => (document.querySelector('input[name=fence]:checked') || { value: '' }).value;
  function ready() {
    $('promote-go').disabled = !check || !isLive || !fence() ||
      $('reason').value.trim().length < 8 || $('confirm').value !== check.unit;
  }
  $('promote-form').addEventListener('input', ready);
  $('promote-form').addEventListener('submit', async e => {
    e.preventDefault();
    ready();
    if ($('promote-go').disabled) return;
    $('promote-go').disabled = true;
    const overrides = [...document.querySelectorAll('input[name=override]:checked')].map(b => b.value);
    try {
      await ask('POST', 'promote', { unit: $('confirm').value, reason: $('reason').value.trim(),
        fence: fence(), generation: 0, overrides, token: check.token });
      $('promote-dialog').close();
      $('operation').scrollIntoView({ block: 'center' });
    } catch (problem) {
      if (problem.status === 401) {
        who = { user: null, operator: false };
        buttons();
        $('promote-dialog').close();
        signIn(() => openPromote(''));
      } else {
        openPromote(tell(problem));
      }
    }
  });

  ask('GET', 'session').then(answer => { who = answer; buttons(); }, () => buttons());
})();
