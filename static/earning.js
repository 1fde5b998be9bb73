// What an answer would earn if this or that is right, while one moves the shares; judges/pay.py says the same, and pays.

const CLIP = [0.01, 0.99]; // as judges/scoring.py clips the logarithm
const sum = (all) => all.reduce((total, one) => total + one, 0);

// Scores of a belief (shares that add up to 1) where the option at `n` is right: more is better.
const SCORES = {
  brier: (q, n) => 2 * q[n] - sum(q.map((one) => one * one)),
  log2: (q, n) => Math.log2(Math.min(Math.max(q[n], CLIP[0]), CLIP[1])),
  spherical: (q, n) => q[n] / Math.hypot(...q),
};
const EQUAL = { brier: (n) => 1 / n, log2: (n) => -Math.log2(n), spherical: (n) => 1 / Math.sqrt(n) };

// What a belief earns where the option at `n` is right: 1 for certainty, 0 for equal shares, times the bonus, less rounds.
export function earned({ rule, each, cost, rounds }, belief, n) {
  const certain = belief.map((_, place) => (place ? 0 : 1));
  const equal = EQUAL[rule](belief.length);
  return each * ((SCORES[rule](belief, n) - equal) / (SCORES[rule](certain, 0) - equal)) - cost * rounds;
}

const expected = (terms, belief) => sum(belief.map((share, n) => share * earned(terms, belief, n)));

// The others keep their proportions.
const raised = (belief, n, by) => belief.map((share, place) => (place === n ? share + by : (share * (1 - belief[n] - by)) / (1 - belief[n])));

// By how many points an option must rise for one more round to have paid; null = it can't. What Michael et al. 2023
// showed to their judges.
export function worthwhile(terms, belief) {
  const least = expected(terms, belief) + terms.cost - 1e-12;
  return belief.map((share, n) => {
    for (let points = 1; points <= Math.floor(100 * (1 - share) + 1e-9); points += 1) {
      if (expected(terms, raised(belief, n, points / 100)) >= least) return points;
    }
    return null;
  });
}

export function termsOf({ rule, each, cost, rounds }) {
  return { rule, each: Number(each), cost: Number(cost), rounds: Number(rounds) };
}

export function showEarnings(fieldset) {
  const box = fieldset.querySelector('.earning');
  if (!box) return;
  const { currency, gain, least, unset } = box.dataset;
  const terms = termsOf(box.dataset);
  const rows = [...fieldset.querySelectorAll('.share')];
  const [line, further] = [box.querySelector('.live'), box.querySelector('.further')];
  const money = new Intl.NumberFormat(document.documentElement.lang, { style: 'currency', currency, signDisplay: 'exceptZero', roundingMode: 'halfEven' });
  // Rounded away from what a float can't hold, and with the sign that the table has.
  const signed = (amount) => money.format(Number(amount.toFixed(10))).replace('-', '\u2212');
  const show = () => {
    const shares = rows.map((row) => row.querySelector('input[type=number]').value);
    const belief = shares.map((share) => Number(share) / 100);
    const whole = shares.every((share) => share !== '') && Math.abs(sum(belief) - 1) < 1e-6;
    line.textContent = whole ? '' : unset;
    if (further) further.textContent = '';
    if (!whole) return;
    belief.forEach((_, n) => {
      const part = Object.assign(document.createElement('span'), { className: 'part' });
      part.textContent = gain.replace('{letter}', rows[n].dataset.letter).replace('{amount}', signed(earned(terms, belief, n)));
      line.append(part, ' ');
    });
    const points = worthwhile(terms, belief).filter((one) => one !== null);
    if (further && terms.cost > 0 && points.length) further.textContent = least.replace('{points}', Math.min(...points));
  };
  line.hidden = false;
  for (const type of ['input', 'change']) fieldset.addEventListener(type, show);
  show();
}
