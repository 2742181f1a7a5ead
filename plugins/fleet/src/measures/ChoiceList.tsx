import type { Choices } from '@landfall/backstage-plugin-fleet-common';
import { Section, Panel } from '../components/Frame';
import { CopyButton } from '../components/CopyButton';
import { useT } from '../components/useT';
import { CHOICE_KEYS, configurationOf } from './choiceKeys';
import { effectOf, valueOf, type ChoiceName } from './words';
import styles from './ChoiceList.module.css';

/** Choices about one thing: each with its value, what it does, the default, and the lines of configuration that choose it. */
export function ChoiceList(props: {
  title: string;
  names: readonly ChoiceName[];
  choices: Choices;
}) {
  const { title, names, choices } = props;
  return (
    <Section title={title}>
      <Panel>
        <ul className={styles.list} aria-label={title}>
          {names.map(name => (
            <Choice key={name} name={name} choices={choices} />
          ))}
        </ul>
      </Panel>
    </Section>
  );
}

/** Whether something else than the default is chosen. */
export function isChosen(
  { chosen, defaults }: Choices,
  name: ChoiceName,
): boolean {
  return JSON.stringify(chosen[name]) !== JSON.stringify(defaults[name]);
}

function Choice({ name, choices }: { name: ChoiceName; choices: Choices }) {
  const t = useT();
  const { chosen, defaults } = choices;
  const key = CHOICE_KEYS[name];
  return (
    <li className={styles.choice}>
      <div>
        <span className={styles.name}>{t(`measures.choice.${name}`)}</span>
        <span className={styles.effect}>{effectOf(t, name, chosen)}</span>
      </div>
      <div>
        <span className={styles.value}>{valueOf(t, name, chosen)}</span>
        <span className={styles.quiet}>
          {isChosen(choices, name)
            ? t('measures.page.insteadOf', {
                value: valueOf(t, name, defaults),
              })
            : t('measures.page.isDefault')}
        </span>
      </div>
      <div className={styles.key}>
        <code className={styles.code}>{key}</code>
        <CopyButton
          text={configurationOf(name, chosen)}
          label={t('measures.page.copyKey', { key })}
        />
      </div>
    </li>
  );
}
