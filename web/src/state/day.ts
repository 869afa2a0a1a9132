/** Days in Kazakhstan. Pure: the moment is an argument. */

/** A day, `YYYY-MM-DD`. */
export type Day = string;

/** Terms and indicators are the Government's, so a day ends when it ends in Kazakhstan. */
const IN_KAZAKHSTAN = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Almaty',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The day that a moment belongs to in Kazakhstan, wherever the reader is. */
export const dayInKazakhstan = (moment: Date): Day => IN_KAZAKHSTAN.format(moment);
