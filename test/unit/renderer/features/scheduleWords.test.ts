import { describe, expect, it } from 'vitest';
import { draftOfSchedule, readSchedule, scheduleWords, textOfDraft } from '../../../../renderer/features/dedupe/scheduleWords.ts';

const words = (text: string) => {
  const schedule = readSchedule(text);
  return typeof schedule === 'string' ? schedule : scheduleWords(schedule);
};

describe('scheduleWords', () => {
  it.each([
    ['sun-sat@0', 'Every day at 00:00'],
    ['mon-fri@1-5', 'On weekdays hourly from 01:00 to 05:00'],
    ['sat,sun@3', 'On Saturday and Sunday at 03:00'],
    ['mon,wed,fri@0-23/2', 'On Monday, Wednesday and Friday every 2 hours from 00:00 to 22:00'],
    ['sun@1,5', 'On Sunday at 01:00 and 05:00'],
    ['auto', 'Once 20 % of the data are new; looked at every hour'],
    ['auto@35', 'Once 35 % of the data are new; looked at every hour'],
    ['-', 'Never by itself; runs are started by hand'],
  ])('explains %s', (text, sentence) => {
    expect(words(text)).toBe(sentence);
  });
  it('says what is wrong with a schedule that cannot be read', () => {
    expect(words('someday@0')).toContain('cannot be read');
  });
});

describe('the draft of a schedule', () => {
  it.each(['sun-sat@0', 'mon,wed@1-5', 'sun-sat@0-22/2', 'tue@1,7,8', 'auto@35', '-'])('keeps %s', (text) => {
    expect(textOfDraft(draftOfSchedule(text))).toBe(text);
  });
  it('keeps the days while another kind is tried out', () => {
    const draft = draftOfSchedule('mon,wed@1-5');
    expect(textOfDraft({ ...draft, kind: 'never' })).toBe('-');
    expect(textOfDraft({ ...draft, kind: 'times' })).toBe('mon,wed@1-5');
  });
});
