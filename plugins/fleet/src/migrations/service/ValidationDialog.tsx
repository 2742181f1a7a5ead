import type {
  StandingDetail,
  ValidationReport,
} from '@landfall/backstage-plugin-fleet-common';
import { useState } from 'react';
import { useT } from '../../components/useT';
import { useFleetWrite } from '../../data/useFleetWrite';
import { localDay } from '../components/localDay';
import type { Problems } from './actForm';
import { FormDialog } from './FormDialog';
import { FormField } from './FormField';
import {
  readValidation,
  type ValidationField,
  type ValidationValues,
} from './validationForm';

const TESTS = ['load_test', 'stress_test'] as const;
const RESULTS = ['met', 'not_met'] as const;

/** The form for the result of a test, with the fields that CI reports. */
export function ValidationDialog(props: {
  detail: StandingDetail;
  onClose: () => void;
  onDone: () => void;
}) {
  const t = useT();
  const { detail, onClose, onDone } = props;
  const { migration, standing } = detail;
  const [values, setValues] = useState<ValidationValues>(() => ({
    service: standing.service,
    rule:
      TESTS.find(test => migration.validation.some(one => one.rule === test)) ??
      '',
    result: '',
    run: '',
    at: localMinute(new Date()),
    peakRate: '',
    durationMinutes: '',
    link: '',
  }));
  const [problems, setProblems] = useState<Problems<ValidationField>>({});
  const { send, isSending, error } = useFleetWrite<ValidationReport>({
    write: (api, report) => api.reportValidation(report),
    onDone,
  });
  const submit = () => {
    const read = readValidation({
      t,
      values,
      migration: migration.id,
      now: Date.now(),
    });
    setProblems('problems' in read ? read.problems : {});
    if ('report' in read) send(read.report);
  };
  const field = (name: ValidationField) => ({
    label: t(`migration.acts.field.${name}`),
    value: values[name],
    problem: problems[name],
    onChange: (value: string) => {
      setValues(old => ({ ...old, [name]: value }));
      setProblems(old => ({ ...old, [name]: undefined }));
    },
  });
  return (
    <FormDialog
      title={`${t('migration.acts.validate')}: ${standing.title}`}
      lead={t('migration.acts.lead.validate')}
      isSending={isSending}
      error={error}
      onSend={submit}
      onClose={onClose}
    >
      <FormField {...field('service')} />
      <FormField
        {...field('rule')}
        options={TESTS.map(test => ({
          value: test,
          label: t(`migration.validation.rule.${test}`),
        }))}
      />
      <FormField
        {...field('result')}
        options={RESULTS.map(result => ({
          value: result,
          label: t(`migration.acts.result.${result}`),
        }))}
      />
      <FormField {...field('run')} hint={t('migration.acts.field.runHint')} />
      <FormField {...field('at')} type="datetime-local" />
      <FormField {...field('peakRate')} type="number" min="0" optional />
      <FormField {...field('durationMinutes')} type="number" min="0" optional />
      <FormField
        {...field('link')}
        type="url"
        optional
        hint={t('migration.acts.field.linkHint')}
      />
    </FormDialog>
  );
}

/** A moment to the minute in the viewer's zone, as a date and time input writes it. */
function localMinute(date: Date): string {
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${localDay(date)}T${pad(date.getHours())}:${pad(date.getMinutes())}`;
}
