/** Viele Netze: wie sie heißen und was über sie gesagt wird. */
export const fleets = {
  'fleet.width': 'Breite',
  'fleet.of.seed': 'Seed {value}',
  'fleet.of.learning_rate': 'Lernrate {value}',
  'fleet.of.optimizer': 'Optimierer {value}',
  'fleet.of.init_scale': 'Anfangsskala {value}',
  'fleet.of.batch_size': 'Batchgröße {value}',
  'fleet.of.width': 'Breite {value}',
  'fleet.result': '{best}: {loss} gegen {others:, }, je {count} {count|Seed|Seeds} ({measure}).',
  'fleet.no_loss': 'divergiert',
  'fleet.lost': '{count} {count|divergiertes Netz ist|divergierte Netze sind} nicht mitgezählt.',
  'fleet.test_loss': 'Testverlust',
  'fleet.training_loss': 'Trainingsverlust',
  'fleet.lane': '{optimizer} mit {rate:g}',
  'fleet.reduced':
    'Von {wanted} auf {count} Netze verringert: Alle zusammen bräuchten etwa {needed:.0f} MB Speicher, und für eine Flotte gibt es {memory:.0f} MB.',
  'fleet.many_weights':
    'Seine {count} Anfangsgewichte sind zu viele für eine Adresse: „Reset“ führt hier zu ihnen zurück, ein Link oder ein gespeichertes Experiment zu denen von Seed {seed}.',
};
