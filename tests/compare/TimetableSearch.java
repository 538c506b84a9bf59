import ai.timefold.solver.core.api.domain.entity.PlanningEntity;
import ai.timefold.solver.core.api.domain.lookup.PlanningId;
import ai.timefold.solver.core.api.domain.solution.PlanningEntityCollectionProperty;
import ai.timefold.solver.core.api.domain.solution.PlanningScore;
import ai.timefold.solver.core.api.domain.solution.PlanningSolution;
import ai.timefold.solver.core.api.domain.valuerange.ValueRangeProvider;
import ai.timefold.solver.core.api.domain.variable.PlanningVariable;
import ai.timefold.solver.core.api.score.buildin.hardsoftlong.HardSoftLongScore;
import ai.timefold.solver.core.api.score.calculator.IncrementalScoreCalculator;
import ai.timefold.solver.core.api.solver.SolverFactory;
import ai.timefold.solver.core.config.heuristic.selector.entity.EntitySelectorConfig;
import ai.timefold.solver.core.config.heuristic.selector.move.MoveSelectorConfig;
import ai.timefold.solver.core.config.heuristic.selector.move.composite.CartesianProductMoveSelectorConfig;
import ai.timefold.solver.core.config.heuristic.selector.move.composite.UnionMoveSelectorConfig;
import ai.timefold.solver.core.config.heuristic.selector.move.generic.ChangeMoveSelectorConfig;
import ai.timefold.solver.core.config.heuristic.selector.move.generic.SwapMoveSelectorConfig;
import ai.timefold.solver.core.config.heuristic.selector.value.ValueSelectorConfig;
import ai.timefold.solver.core.config.localsearch.LocalSearchPhaseConfig;
import ai.timefold.solver.core.config.localsearch.decider.acceptor.LocalSearchAcceptorConfig;
import ai.timefold.solver.core.config.localsearch.decider.forager.LocalSearchForagerConfig;
import ai.timefold.solver.core.config.score.director.ScoreDirectorFactoryConfig;
import ai.timefold.solver.core.config.solver.SolverConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Searches for a timetable with Timefold: two searches at once, one a thread, and the better answer.
 *
 * <p>usage: TimetableSearch SECONDS SEED ; reads the numbers of timefold.py, and prints "session start venue team" for
 * each session that is placed, or nothing where a rule is still broken.
 */
public final class TimetableSearch {
  private static final int DAY = 24 * 60;

  /** What is given. */
  static final class Visit {
    final int unplaced, travelWeight, idleWeight, balance, pairs, coverage;
    final int days, venues, people, lines, sides, groups;
    final int[][] hours; // of each day: from, to, lunch from, to, minutes
    final int[] rooms;
    final int[][] travel;
    final int[][] away; // of each person: from, to, from, to, ...
    final List<Session> sessions = new ArrayList<>();

    Visit(Scanner in) {
      unplaced = in.nextInt();
      travelWeight = in.nextInt();
      idleWeight = in.nextInt();
      balance = in.nextInt();
      pairs = in.nextInt();
      coverage = in.nextInt();
      days = in.nextInt();
      hours = IntStream.range(0, days).mapToObj(day -> some(in, 5)).toArray(int[][]::new);
      rooms = list(in);
      venues = rooms.length;
      travel = IntStream.range(0, venues).mapToObj(venue -> some(in, venues)).toArray(int[][]::new);
      people = in.nextInt();
      away = IntStream.range(0, people).mapToObj(person -> list(in)).toArray(int[][]::new);
      lines = in.nextInt();
      sides = in.nextInt();
      groups = in.nextInt();
      for (int i = in.nextInt(); i > 0; --i) {
        sessions.add(new Session(sessions.size(), in));
      }
    }

    static int[] some(Scanner in, int count) {
      return IntStream.range(0, count).map(at -> in.nextInt()).toArray();
    }

    static int[] list(Scanner in) {
      return some(in, in.nextInt());
    }
  }

  /** A session, and what is chosen for it: no start = left out. */
  @PlanningEntity
  public static class Session {
    @PlanningId public Integer id;
    @PlanningVariable(valueRangeProviderRefs = "starts", allowsUnassigned = true) public Integer start;
    @PlanningVariable(valueRangeProviderRefs = "places") public Integer venue;
    @PlanningVariable(valueRangeProviderRefs = "teams") public Integer team; // bits
    @ValueRangeProvider(id = "starts") public List<Integer> starts;
    @ValueRangeProvider(id = "places") public List<Integer> places;
    @ValueRangeProvider(id = "teams") public List<Integer> teams;
    int minutes;
    int priority;
    boolean isMandatory;
    boolean isForAll;
    int[] groups;
    int[] sides; // of lines
    int[] before;
    boolean isCounted;

    public Session() {}

    Session(int id, Scanner in) {
      this.id = id;
      minutes = in.nextInt();
      isMandatory = in.nextInt() != 0;
      priority = in.nextInt();
      isForAll = in.nextInt() != 0;
      starts = boxed(Visit.list(in));
      places = boxed(Visit.list(in));
      teams = boxed(Visit.list(in));
      groups = Visit.list(in);
      sides = Visit.list(in);
      before = Visit.list(in);
      int first = in.nextInt();
      start = first < 0 ? null : first;
      venue = in.nextInt();
      team = in.nextInt();
    }

    private static List<Integer> boxed(int[] values) {
      return Arrays.stream(values).boxed().toList();
    }

    boolean isPlaced() {
      return start != null && venue != null && team != null;
    }

    int end() {
      return start + minutes;
    }
  }

  /** What Timefold works on. */
  @PlanningSolution
  public static class Timetable {
    @PlanningEntityCollectionProperty public List<Session> sessions;
    @PlanningScore public HardSoftLongScore score;
    Visit visit;

    public Timetable() {}

    Timetable(Visit visit) {
      this.visit = visit;
      sessions = visit.sessions;
    }
  }

  /** Sessions of one person, venue or group on one day, in order of time once they are looked at. */
  private static final class Row {
    final int[] away; // the person's absences
    final List<Session> sessions = new ArrayList<>();
    boolean isChanged;
    long hard;
    long soft;

    Row(int[] away) {
      this.away = away;
    }
  }

  /** Hard: minutes by which rules are broken, those of mandatory sessions left out among them. Soft: the cost. */
  public static final class Calculator implements IncrementalScoreCalculator<Timetable, HardSoftLongScore> {
    private static final Comparator<Session> BY_TIME =
        Comparator.<Session>comparingInt(session -> session.start).thenComparingInt(session -> session.id);
    private Visit visit;
    private List<Session> sessions;
    private Row[] people;
    private Row[] venues;
    private Row[] groups;
    private final List<Row> changedPeople = new ArrayList<>();
    private final List<Row> changedVenues = new ArrayList<>();
    private final List<Row> changedGroups = new ArrayList<>();
    private int[] busy;
    private int[] met;
    private final Map<Integer, Integer> serving = new HashMap<>();
    private long hard;
    private long soft;

    @Override
    public void resetWorkingSolution(Timetable timetable) {
      visit = timetable.visit;
      sessions = timetable.sessions;
      people = rows(visit.away);
      venues = rows(new int[visit.venues][0]);
      groups = rows(new int[visit.groups][0]);
      changedPeople.clear();
      changedVenues.clear();
      changedGroups.clear();
      busy = new int[visit.people];
      met = new int[visit.lines * visit.sides];
      serving.clear();
      hard = soft = 0;
      for (Session session : sessions) {
        leftOut(session, 1);
        session.isCounted = false;
        add(session);
      }
    }

    /** One a day for each. */
    private Row[] rows(int[][] away) {
      return IntStream.range(0, away.length * visit.days)
          .mapToObj(at -> new Row(away[at / visit.days]))
          .toArray(Row[]::new);
    }

    private void leftOut(Session session, int times) {
      soft += (long) times * visit.unplaced * session.priority;
      hard += session.isMandatory ? (long) times * session.minutes : 0;
    }

    @Override
    public void beforeVariableChanged(Object entity, String variable) {
      remove((Session) entity);
    }

    @Override
    public void afterVariableChanged(Object entity, String variable) {
      add((Session) entity);
    }

    private void add(Session session) {
      if (session.isPlaced() && !session.isCounted) {
        session.isCounted = true;
        count(session, 1);
      }
    }

    private void remove(Session session) {
      if (session.isCounted) {
        session.isCounted = false;
        count(session, -1);
      }
    }

    private void count(Session session, int times) {
      leftOut(session, -times);
      int day = session.start / DAY;
      for (int i = 0; i < visit.people; ++i) {
        if ((session.team >> i & 1) != 0) {
          change(people[i * visit.days + day], session, times, changedPeople);
          busy[i] += times * session.minutes;
        }
      }
      change(venues[session.venue * visit.days + day], session, times, changedVenues);
      for (int group : session.groups) {
        change(groups[group * visit.days + day], session, times, changedGroups);
      }
      for (int side : session.sides) {
        met[side] += times;
      }
      if (!session.isForAll && session.team != 0) {
        serving.merge(session.team, times, (a, b) -> a + b == 0 ? null : a + b);
      }
    }

    private static void change(Row row, Session session, int times, List<Row> changed) {
      if (times > 0) {
        row.sessions.add(session);
      } else {
        row.sessions.remove(session);
      }
      if (!row.isChanged) {
        row.isChanged = true;
        changed.add(row);
      }
    }

    @Override
    public HardSoftLongScore calculateScore() {
      for (Row row : changedPeople) {
        renew(row, this::judgeDay);
      }
      for (Row row : changedVenues) {
        renew(row, this::judgeVenue);
      }
      for (Row row : changedGroups) {
        renew(row, changed -> changed.hard = overlap(changed.sessions, 1));
      }
      changedPeople.clear();
      changedVenues.clear();
      changedGroups.clear();
      int most = Arrays.stream(busy).max().orElse(0);
      int least = Arrays.stream(busy).min().orElse(0);
      long cost = soft + (long) visit.balance * (most - least) + (long) visit.pairs * serving.size()
          + (long) visit.coverage * missingSides();
      return HardSoftLongScore.of(-hard - disorder(), -cost);
    }

    private void renew(Row row, Consumer<Row> judge) {
      hard -= row.hard;
      soft -= row.soft;
      row.hard = row.soft = 0;
      row.isChanged = false;
      row.sessions.sort(BY_TIME);
      if (!row.sessions.isEmpty()) {
        judge.accept(row);
      }
      hard += row.hard;
      soft += row.soft;
    }

    private int missingSides() {
      int missing = 0;
      for (int line = 0; line < visit.lines; ++line) {
        int found = 0;
        for (int side = 0; side < visit.sides; ++side) {
          found += met[line * visit.sides + side] > 0 ? 1 : 0;
        }
        missing += Math.max(0, 2 - found);
      }
      return missing;
    }

    private long disorder() {
      long minutes = 0;
      for (Session session : sessions) {
        for (int other : session.before) {
          Session before = sessions.get(other);
          if (session.isCounted && before.isCounted) {
            minutes += Math.max(0, before.end() - session.start);
          }
        }
      }
      return minutes;
    }

    private void judgeVenue(Row row) {
      row.hard = overlap(row.sessions, visit.rooms[row.sessions.get(0).venue]);
    }

    /** Minutes by which sessions, in order, are too many at once. */
    private static long overlap(List<Session> sessions, int most) {
      long minutes = 0;
      for (int at = most; at < sessions.size(); ++at) {
        int[] ends = new int[at];
        int open = 0;
        for (int earlier = 0; earlier < at; ++earlier) {
          if (sessions.get(earlier).end() > sessions.get(at).start) {
            ends[open++] = sessions.get(earlier).end();
          }
        }
        if (open >= most) {
          Arrays.sort(ends, 0, open);
          minutes += ends[open - most] - sessions.get(at).start;
        }
      }
      return minutes;
    }

    private void judgeDay(Row row) {
      List<Session> sessions = row.sessions;
      int[] hours = visit.hours[sessions.get(0).start / DAY];
      Session first = sessions.get(0);
      Session last = first;
      int worked = first.minutes;
      int travelled = 0;
      int longest = Math.max(free(hours, hours[0], first.start), 0);
      for (Session next : sessions.subList(1, sessions.size())) {
        int way = visit.travel[last.venue][next.venue];
        row.hard += Math.max(0, last.end() + way - next.start);
        longest = Math.max(longest, free(hours, last.end(), next.start - way));
        longest = Math.max(longest, free(hours, last.end() + way, next.start));
        travelled += way;
        worked += next.minutes;
        last = next;
      }
      longest = Math.max(longest, free(hours, last.end(), hours[1]));
      row.hard += Math.max(0, hours[4] - longest) + missed(row);
      int lunch = first.start < hours[3] && last.end() > hours[2] ? hours[4] : 0;
      int idle = Math.max(0, last.end() - first.start - worked - travelled - lunch);
      row.soft = (long) visit.travelWeight * travelled + (long) visit.idleWeight * idle;
    }

    private static int missed(Row row) {
      int minutes = 0;
      for (Session session : row.sessions) {
        for (int at = 0; at < row.away.length; at += 2) {
          minutes += Math.max(0, Math.min(session.end(), row.away[at + 1]) - Math.max(session.start, row.away[at]));
        }
      }
      return minutes;
    }

    private static int free(int[] hours, int from, int to) {
      return Math.min(to, hours[3]) - Math.max(from, hours[2]);
    }

    @Override
    public void beforeEntityAdded(Object entity) {}

    @Override
    public void afterEntityAdded(Object entity) {
      add((Session) entity);
    }

    @Override
    public void beforeEntityRemoved(Object entity) {
      remove((Session) entity);
    }

    @Override
    public void afterEntityRemoved(Object entity) {}
  }

  private static ChangeMoveSelectorConfig change(EntitySelectorConfig session, String variable) {
    return new ChangeMoveSelectorConfig()
        .withEntitySelectorConfig(session)
        .withValueSelectorConfig(new ValueSelectorConfig(variable));
  }

  private static EntitySelectorConfig anySession() {
    return new EntitySelectorConfig().withEntityClass(Session.class);
  }

  /** Changes and swaps of one choice, and of start and team together. */
  private static UnionMoveSelectorConfig moves() {
    List<MoveSelectorConfig> together = List.of(
        change(anySession().withId("changed"), "start"),
        change(EntitySelectorConfig.newMimicSelectorConfig("changed"), "team"));
    return new UnionMoveSelectorConfig(List.of(
        change(anySession(), "start"),
        change(anySession(), "team"),
        change(anySession(), "venue").withFixedProbabilityWeight(0.2),
        new CartesianProductMoveSelectorConfig(together),
        new SwapMoveSelectorConfig().withVariableNameIncludes("start"),
        new SwapMoveSelectorConfig().withVariableNameIncludes("team"),
        new SwapMoveSelectorConfig().withVariableNameIncludes("start", "team")));
  }

  private static Timetable search(String numbers, int seconds, long seed) {
    ScoreDirectorFactoryConfig score =
        new ScoreDirectorFactoryConfig().withIncrementalScoreCalculatorClass(Calculator.class);
    SolverConfig config = new SolverConfig()
        .withSolutionClass(Timetable.class)
        .withEntityClasses(Session.class)
        .withScoreDirectorFactory(score)
        .withRandomSeed(seed)
        .withTerminationSpentLimit(Duration.ofSeconds(seconds))
        .withPhases(new LocalSearchPhaseConfig()
            .withAcceptorConfig(
                new LocalSearchAcceptorConfig().withSimulatedAnnealingStartingTemperature("0hard/150soft"))
            .withForagerConfig(new LocalSearchForagerConfig().withAcceptedCountLimit(1))
            .withMoveSelectorConfig(moves()));
    return SolverFactory.<Timetable>create(config).buildSolver().solve(new Timetable(new Visit(new Scanner(numbers))));
  }

  public static void main(String[] arguments) {
    String numbers = new Scanner(System.in).useDelimiter("\\A").next();
    int seconds = Integer.parseInt(arguments[0]);
    long seed = Long.parseLong(arguments[1]);
    CompletableFuture<Timetable> other = CompletableFuture.supplyAsync(() -> search(numbers, seconds, seed + 1_000));
    Timetable one = search(numbers, seconds, seed);
    Timetable best = one.score.compareTo(other.join().score) >= 0 ? one : other.join();
    if (best.score.hardScore() < 0) {
      return;
    }
    for (Session session : best.sessions) {
      if (session.start != null) {
        System.out.println(session.id + " " + session.start + " " + session.venue + " " + session.team);
      }
    }
  }
}
