#include "generate/names.h"

#include <algorithm>
#include <array>

namespace socle::generate {
namespace {

using Names = std::array<std::string_view, 14>;

constexpr int kFirstDecade = 1930, kDecades = 10;

/// The first names of the decade's births, by decade from the 1930s.
constexpr Names kFemale[kDecades] = {
    {"Marie", "Jeannine", "Denise", "Jacqueline", "Monique", "Yvette", "Simone", "Odette",
     "Thérèse", "Paulette", "Madeleine", "Gisèle", "Raymonde", "Huguette"},
    {"Monique", "Nicole", "Françoise", "Jacqueline", "Marie-Thérèse", "Danielle", "Christiane",
     "Michèle", "Colette", "Arlette", "Josette", "Bernadette", "Annie", "Liliane"},
    {"Martine", "Françoise", "Monique", "Chantal", "Brigitte", "Catherine", "Christine", "Annie",
     "Dominique", "Evelyne", "Geneviève", "Ghislaine", "Mireille", "Marie-Claude"},
    {"Sylvie", "Nathalie", "Véronique", "Christine", "Catherine", "Isabelle", "Valérie", "Corinne",
     "Patricia", "Laurence", "Pascale", "Fabienne", "Florence", "Fatima"},
    {"Stéphanie", "Sandrine", "Karine", "Céline", "Delphine", "Virginie", "Séverine", "Christelle",
     "Sophie", "Anne", "Nadia", "Laetitia", "Magali", "Caroline"},
    {"Aurélie", "Émilie", "Élodie", "Julie", "Céline", "Jennifer", "Marion", "Audrey", "Amandine",
     "Mélanie", "Samira", "Vanessa", "Claire", "Laura"},
    {"Laura", "Camille", "Marine", "Manon", "Léa", "Pauline", "Mathilde", "Justine", "Sarah",
     "Charlotte", "Océane", "Inès", "Morgane", "Anaïs"},
    {"Emma", "Léa", "Clara", "Manon", "Chloé", "Camille", "Inès", "Sarah", "Lola", "Océane", "Jade",
     "Zoé", "Lisa", "Aïcha"},
    {"Emma", "Jade", "Louise", "Chloé", "Lina", "Mila", "Alice", "Rose", "Anna", "Inès", "Ambre",
     "Julia", "Léna", "Yasmine"},
    {"Jade", "Louise", "Ambre", "Alba", "Emma", "Rose", "Alice", "Romy", "Anna", "Lina", "Léna",
     "Mia", "Iris", "Agathe"}};

constexpr Names kMale[kDecades] = {
    {"Jean", "Pierre", "André", "Marcel", "René", "Robert", "Roger", "Georges", "Raymond", "Louis",
     "Henri", "Maurice", "Lucien", "Gilbert"},
    {"Jean", "Michel", "Claude", "Pierre", "Jacques", "Bernard", "Gérard", "André", "Daniel",
     "Jean-Claude", "Guy", "Roland", "Serge", "Yves"},
    {"Patrick", "Alain", "Michel", "Jean-Pierre", "Philippe", "Gérard", "Daniel", "Christian",
     "Bernard", "Jean-Claude", "Dominique", "Didier", "Mohamed", "Francis"},
    {"Philippe", "Thierry", "Pascal", "Éric", "Laurent", "Christophe", "Bruno", "Olivier",
     "Frédéric", "Franck", "Marc", "Hervé", "Ahmed", "Denis"},
    {"Christophe", "Sébastien", "Stéphane", "David", "Nicolas", "Jérôme", "Cédric", "Olivier",
     "Frédéric", "Guillaume", "Karim", "Arnaud", "Vincent", "Ludovic"},
    {"Nicolas", "Julien", "Guillaume", "Romain", "Jérémy", "Mathieu", "Anthony", "Mickaël",
     "Benjamin", "Thomas", "Mehdi", "Kévin", "Florian", "Alexandre"},
    {"Thomas", "Alexandre", "Maxime", "Nicolas", "Quentin", "Antoine", "Lucas", "Clément",
     "Valentin", "Hugo", "Théo", "Dylan", "Yanis", "Alexis"},
    {"Lucas", "Enzo", "Mathis", "Nathan", "Thomas", "Louis", "Hugo", "Théo", "Raphaël", "Clément",
     "Rayan", "Maxime", "Baptiste", "Noah"},
    {"Gabriel", "Raphaël", "Louis", "Jules", "Adam", "Arthur", "Lucas", "Léo", "Ethan", "Nathan",
     "Hugo", "Paul", "Sacha", "Ibrahim"},
    {"Gabriel", "Léo", "Raphaël", "Louis", "Maël", "Noah", "Jules", "Adam", "Arthur", "Isaac",
     "Sacha", "Eden", "Gabin", "Malo"}};

constexpr std::array<std::string_view, 128> kFamily = {
    "Martin",    "Bernard",    "Thomas",   "Petit",    "Robert",   "Richard",   "Durand",
    "Dubois",    "Moreau",     "Laurent",  "Simon",    "Michel",   "Lefebvre",  "Leroy",
    "Roux",      "David",      "Bertrand", "Morel",    "Fournier", "Girard",    "Bonnet",
    "Dupont",    "Lambert",    "Fontaine", "Rousseau", "Vincent",  "Muller",    "Lefèvre",
    "Faure",     "André",      "Mercier",  "Blanc",    "Guérin",   "Boyer",     "Garnier",
    "Chevalier", "François",   "Legrand",  "Gauthier", "Garcia",   "Perrin",    "Robin",
    "Clément",   "Morin",      "Nicolas",  "Henry",    "Roussel",  "Mathieu",   "Gautier",
    "Masson",    "Marchand",   "Duval",    "Denis",    "Dumont",   "Marie",     "Lemaire",
    "Noël",      "Meyer",      "Dufour",   "Meunier",  "Brun",     "Blanchard", "Giraud",
    "Joly",      "Rivière",    "Lucas",    "Brunet",   "Gaillard", "Barbier",   "Arnaud",
    "Martinez",  "Gérard",     "Roche",    "Renard",   "Schmitt",  "Roy",       "Leroux",
    "Colin",     "Vidal",      "Caron",    "Picard",   "Roger",    "Fabre",     "Aubert",
    "Lemoine",   "Renaud",     "Dumas",    "Lacroix",  "Olivier",  "Philippe",  "Bourgeois",
    "Pierre",    "Benoît",     "Rey",      "Leclerc",  "Payet",    "Rolland",   "Leclercq",
    "Guillaume", "Lecomte",    "Lopez",    "Jean",     "Dupuy",    "Guillot",   "Hubert",
    "Berger",    "Carpentier", "Sanchez",  "Dupuis",   "Moulin",   "Louis",     "Deschamps",
    "Huet",      "Vasseur",    "Perez",    "Boucher",  "Fleury",   "Royer",     "Klein",
    "Jacquet",   "Adam",       "Paris",    "Poirier",  "Marty",    "Benali",    "Diallo",
    "Nguyen",    "Le Gall"};

constexpr std::array<Commune, 40> kCommunes = {{
    {"Lyon", "69003", "69383"},
    {"Villeurbanne", "69100", "69266"},
    {"Vénissieux", "69200", "69259"},
    {"Bron", "69500", "69029"},
    {"Givors", "69700", "69091"},
    {"Tarare", "69170", "69243"},
    {"Vienne", "38200", "38544"},
    {"Grenoble", "38000", "38185"},
    {"Bourgoin-Jallieu", "38300", "38053"},
    {"Voiron", "38500", "38563"},
    {"Saint-Étienne", "42000", "42218"},
    {"Roanne", "42300", "42187"},
    {"Montbrison", "42600", "42147"},
    {"Bourg-en-Bresse", "01000", "01053"},
    {"Oyonnax", "01100", "01283"},
    {"Ambérieu-en-Bugey", "01500", "01004"},
    {"Valence", "26000", "26362"},
    {"Montélimar", "26200", "26198"},
    {"Romans-sur-Isère", "26100", "26281"},
    {"Privas", "07000", "07186"},
    {"Annonay", "07100", "07010"},
    {"Aubenas", "07200", "07019"},
    {"Chambéry", "73000", "73065"},
    {"Albertville", "73200", "73011"},
    {"Annecy", "74000", "74010"},
    {"Annemasse", "74100", "74012"},
    {"Mâcon", "71000", "71270"},
    {"Chalon-sur-Saône", "71100", "71076"},
    {"Villefranche-sur-Saône", "69400", "69264"},
    {"Dijon", "21000", "21231"},
    {"Clermont-Ferrand", "63000", "63113"},
    {"Le Puy-en-Velay", "43000", "43157"},
    {"Marseille", "13005", "13205"},
    {"Nîmes", "30000", "30189"},
    {"Toulouse", "31000", "31555"},
    {"Lille", "59000", "59350"},
    {"Nantes", "44000", "44109"},
    {"Strasbourg", "67000", "67482"},
    {"Paris", "75012", "75112"},
    {"Rennes", "35000", "35238"},
}};

constexpr std::array<std::string_view, 24> kStreets = {
    "rue des Lilas",          "avenue Jean-Jaurès", "rue de la République", "rue Victor-Hugo",
    "place de la Mairie",     "rue du Moulin",      "chemin des Vignes",    "rue Pasteur",
    "rue des Écoles",         "avenue de la Gare",  "impasse des Tilleuls", "rue Gambetta",
    "rue du Stade",           "boulevard Voltaire", "rue Marie-Curie",      "allée des Érables",
    "rue de l'Église",        "quai du Rhône",      "rue Louise-Michel",    "route de Vienne",
    "rue des Frères-Lumière", "montée du Château",  "rue Simone-Veil",      "cours Lafayette"};

}  // namespace

std::string_view PickGivenName(Random& random, Sex sex, int birth_year) {
  const int decade = std::clamp((birth_year - kFirstDecade) / 10, 0, kDecades - 1);
  return random.Pick(sex == Sex::kFemale ? kFemale[decade] : kMale[decade]);
}

std::string_view PickFamilyName(Random& random) {
  // The frequent names stand first: the smaller of two draws prefers them.
  const auto count = static_cast<std::uint32_t>(kFamily.size());
  return kFamily[std::min(random.Below(count), random.Below(count))];
}

const Commune& PickCommune(Random& random) {
  const auto count = static_cast<std::uint32_t>(kCommunes.size());
  return kCommunes[std::min(random.Below(count), random.Below(count))];
}

std::string PickStreet(Random& random) {
  std::string street = std::to_string(random.Between(1, 148));
  street += ' ';
  street += random.Pick(kStreets);
  return street;
}

}  // namespace socle::generate
