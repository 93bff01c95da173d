/** Check digits of identity and account numbers. Each takes digits (or letters where said) without separators. */

/** Luhn (ISO/IEC 7812-1 annex B). */
export function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    let digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    if (i % 2 === 1) {
      digit *= 2;
      if (digit > 9) digit -= 9;
    }
    sum += digit;
  }
  return digits.length > 1 && sum % 10 === 0;
}

const D = [
  '0123456789',
  '1234067895',
  '2340178956',
  '3401289567',
  '4012395678',
  '5987604321',
  '6598710432',
  '7659821043',
  '8765932104',
  '9876543210',
];
const P = [
  '0123456789',
  '1576283094',
  '5803796142',
  '8916043527',
  '9453126870',
  '4286573901',
  '2793806415',
  '7046913258',
];

/** Verhoeff (1969), of Aadhaar. */
export function verhoeff(digits: string): boolean {
  let state = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    state = Number(D[state]?.[Number(P[i % 8]?.[digit])]);
  }
  return state === 0;
}

/** The sum of digits times weights. */
export function weighted(digits: string, weights: readonly number[]): number {
  let sum = 0;
  for (const [i, weight] of weights.entries()) sum += (digits.charCodeAt(i) - 48) * weight;
  return sum;
}

/** ISO 7064 MOD 11,10, of the German tax number and the Croatian OIB. */
export function mod1110(digits: string): boolean {
  let product = 10;
  for (const digit of digits.slice(0, -1)) {
    const sum = (Number(digit) + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return (11 - product) % 10 === Number(digits.at(-1));
}

/** A decimal text modulo a number. */
export function modulo(digits: string, by: number): number {
  let rest = 0;
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % by;
  return rest;
}

/** ISO 7064 MOD 97-10 of an IBAN (ISO 13616) in capitals without blanks. */
export function iban97(text: string): boolean {
  const turned = text.slice(4) + text.slice(0, 4);
  return (
    modulo(
      turned.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55)),
      97,
    ) === 1
  );
}

/** A day of the calendar by its parts; any year. */
export function isDay(month: number, day: number): boolean {
  return (
    month >= 1 && month <= 12 && day >= 1 && day <= ([31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0)
  );
}

/** One digit or a run up or down again and again: a number that somebody made up. */
export function isMadeUpNumber(digits: string): boolean {
  if (new Set(digits).size <= 2) return true;
  let steps = 0;
  for (let i = 1; i < digits.length; i++) {
    const step = (digits.charCodeAt(i) - digits.charCodeAt(i - 1) + 10) % 10;
    if (step === 1 || step === 9 || step === 0) steps++;
  }
  return steps >= digits.length - 2 || /(\d)\1{5}/.test(digits) || /^(\d{2,4})\1+$/.test(digits);
}
