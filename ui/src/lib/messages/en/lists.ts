/** A list that is fetched from the platform, with its search. */
export const lists = {
  search: 'Search',
  reload: 'Load again',
  more: 'Load more',
  loading: 'Loading',
  choose: 'Choose a row to see more.',
  nothingFound: 'Nothing found.',
  nothingFoundText: 'Change the search or the filters.',
};
