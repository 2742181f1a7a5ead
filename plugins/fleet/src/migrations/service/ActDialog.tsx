import {
  stageSchema,
  type ActInput,
  type ActKind,
  type StandingDetail,
} from '@landfall/backstage-plugin-fleet-common';
import { useState } from 'react';
import { useT } from '../../components/useT';
import { useFleetWrite } from '../../data/useFleetWrite';
import { formatMoment } from '../../format/times';
import { stageWord } from '../../sentences/standing';
import type { FleetT } from '../../translation';
import { localDay } from '../components/localDay';
import {
  ACT_FIELDS,
  EXEMPTION_DAYS,
  emptyValues,
  readForm,
  type ActField,
  type Problems,
} from './actForm';
import { FormDialog } from './FormDialog';
import { FormField } from './FormField';

/** What somebody is about to do. */
export interface Intent {
  act: ActKind;
  /** What the button says. */
  title: string;
  /** The act that it approves, rejects or takes back, or the blockage that it ends. */
  about?: {
    id: string;
    reason: string;
    author: { title: string };
    expiresAt: string | null;
  };
}

/** The form for one act by a person. */
export function ActDialog(props: {
  intent: Intent;
  detail: StandingDetail;
  onClose: () => void;
  onDone: () => void;
}) {
  const t = useT();
  const { intent, detail, onClose, onDone } = props;
  const { migration, standing } = detail;
  const [values, setValues] = useState(() =>
    emptyValues(intent.act, Date.now()),
  );
  const [problems, setProblems] = useState<Problems<ActField>>({});
  const { send, isSending, error } = useFleetWrite<ActInput>({
    write: (api, input) =>
      api.act({ migration: migration.id, service: standing.service }, input),
    onDone,
  });
  const submit = () => {
    const read = readForm({
      t,
      kind: intent.act,
      of: intent.act === 'unblock' ? undefined : intent.about?.id,
      values,
      now: Date.now(),
    });
    setProblems('problems' in read ? read.problems : {});
    if ('input' in read) send(read.input);
  };
  return (
    <FormDialog
      title={`${intent.title}: ${standing.title}`}
      lead={leadOf(t, intent)}
      isSending={isSending}
      error={error}
      onSend={submit}
      onClose={onClose}
    >
      {ACT_FIELDS[intent.act].map(field => (
        <FormField
          key={field}
          {...lookOf(t, field, intent.act)}
          value={values[field]}
          problem={problems[field]}
          onChange={value => {
            setValues(old => ({ ...old, [field]: value }));
            setProblems(old => ({ ...old, [field]: undefined }));
          }}
        />
      ))}
    </FormDialog>
  );
}

function leadOf(t: FleetT, { act, about }: Intent): string {
  return t(`migration.acts.lead.${act}`, {
    reason: about?.reason ?? '',
    author: about?.author.title ?? '',
    until: about?.expiresAt
      ? formatMoment(t, about.expiresAt)
      : t('migration.marks.never'),
  });
}

function lookOf(t: FleetT, field: ActField, act: ActKind) {
  const day = (after: number) =>
    localDay(new Date(Date.now() + after * 86_400_000));
  switch (field) {
    case 'stage':
      return {
        label: t('migration.acts.field.stage'),
        options: stageSchema.options.map(stage => ({
          value: stage,
          label: stageWord(t, stage),
        })),
      };
    case 'expiresAt':
      return {
        label: t('migration.acts.field.expiresAt'),
        type: 'date' as const,
        min: day(0),
        max: act === 'request_exemption' ? day(EXEMPTION_DAYS) : undefined,
      };
    case 'link':
      return {
        label: t('migration.acts.field.link'),
        hint: t('migration.acts.field.linkHint'),
        type: 'url' as const,
        optional: true,
      };
    case 'waitingFor':
      return {
        label: t('migration.acts.field.waitingFor'),
        hint: t('migration.acts.field.waitingForHint'),
        optional: true,
      };
    default:
      return {
        label:
          act === 'note' || act === 'sign_off'
            ? t('migration.acts.field.note')
            : t('migration.acts.field.reason'),
        type: 'area' as const,
      };
  }
}
