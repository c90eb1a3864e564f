/** Names of nobody, for a practice that does not exist. */
export const FIRST_NAMES = [
  'Annegret', 'Cem', 'Hedda', 'Bruno', 'Tilda', 'Ole', 'Magdalena', 'Karim', 'Jasper', 'Ilse', 'Frida', 'Wanda',
  'Malte', 'Lorenz', 'Gesine', 'Wiebke', 'Nuri', 'Jule', 'Veit', 'Gunnar', 'Sophie', 'Łukasz', 'Aylin', 'Thea',
  'Emil', 'Rosa', 'Fiete', 'Marlene', 'Anton', 'Mathilda', 'Henning', 'Selma', 'Bela', 'Carlotta', 'Dorothea',
  'Enno', 'Filippa', 'Gereon', 'Hanno', 'Irma', 'Jördis', 'Kaspar', 'Levke', 'Mika', 'Nele', 'Oskar', 'Pia',
  'Quirin', 'Runa', 'Silas', 'Tammo', 'Ulrike', 'Valentin', 'Wenzel', 'Xenia', 'Yara', 'Zoë',
] as const;

export const LAST_NAMES = [
  'Lindqvist', 'Yardımcı', 'Sommerkorn', 'Weidlich', 'Rosenquist', 'Fährmann', 'Krötzsch', 'Benhaddou', 'von Ahlen',
  'Nebelthau', 'Osterwind', 'Kiesling', 'Ohnesorg', 'Adomeit', 'Halbritter', 'Tollkühn', 'Kapteyn', 'Immergrün',
  'Sandmann', 'Lindhoop', 'Lindemuth', 'Krzeszowski', 'Özdemirli', 'Großkreutz', 'Müllerschön', 'Abendroth',
  'Birkenfeld', 'Claasen', 'Dünnebier', 'Ehrenpreis', 'Federkiel', 'Goldammer', 'Haubentaucher', 'Isensee',
  'Jungnickel', 'Kranichfeld', 'Löwenherz', 'Morgenroth', 'Nachtigall', 'Oberländer', 'Pfeffermann', 'Quandtmeyer',
  'Regenbrecht', 'Silberkuhl', 'Thorwesten', 'Uhlenbrock', 'Vogelsang', 'Wiesengrund', 'Zaunkönig',
] as const;

export const CITIES = [
  'Auenfeld', 'Rabenau', 'Birkenhain', 'Mühlgrund', 'Seeblick', 'Tannroda', 'Weidenbach', 'Lindtal',
] as const;
