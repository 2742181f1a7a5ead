import { englishT } from '../../dev/testing';

const t = englishT();

it('fills the slots of a text', () => {
  expect(t('common.ago', { span: '2 h' })).toBe('2 h ago');
});

it('chooses the plural by the count', () => {
  expect(t('common.services', { count: 1 })).toBe('1 service');
  expect(t('common.services', { count: 1312 })).toBe('1,312 services');
});

it('is refused by the compiler without the values of the text, or with others', () => {
  const misuses = [
    // @ts-expect-error: there is no such text
    () => t('common.nothing'),
    // @ts-expect-error: a slot stays empty
    () => t('common.ago'),
    // @ts-expect-error: the slot has another name
    () => t('common.ago', { time: '2 h' }),
    // @ts-expect-error: the text has no slots
    () => t('common.never', { span: '2 h' }),
    // @ts-expect-error: a plural wants its count
    () => t('common.services'),
    // @ts-expect-error: and wants it as a number
    () => t('common.services', { count: '1' }),
  ];
  expect(misuses).toHaveLength(6);
});
