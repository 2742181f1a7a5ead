import { VisuallyHidden } from '@backstage/ui';
import { TeamLink } from '../../components/EntityLink';
import { useT } from '../../components/useT';
import styles from './TeamName.module.css';
import type { TeamNode } from './teamTree';

/** A team's name, moved in by its depth in the tree. */
export function TeamName({ team }: { team: TeamNode }) {
  const t = useT();
  return (
    <span
      className={styles.name}
      style={{ paddingInlineStart: `${Math.min(team.depth, 6) * 20}px` }}
    >
      <TeamLink to={team.ref} title={team.title} strong={team.depth === 0} />
      {team.parentTitle && (
        <VisuallyHidden>
          {t('team.list.childOf', { parent: team.parentTitle })}
        </VisuallyHidden>
      )}
    </span>
  );
}
