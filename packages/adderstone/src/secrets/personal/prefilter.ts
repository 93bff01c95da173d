/** Whether a text can hold personal data at all: an address, or five digits in a row of digits and separators. */
export function mayHoldPersonal(text: string): boolean {
  return SIGNS.test(text);
}

const SIGNS =
  /@[a-z0-9-]{1,64}\.[a-z]|\d(?:[\s./-]?\d){5}|\d\.\d{4}|\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}|[A-Z]{1,6}\d{2,}/i;
