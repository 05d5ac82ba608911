package dev.bcs.store;

/**
 * The verbs by which a primary hands a generation to its secondary, all answered by the secondary.
 *
 * <p>Control bodies are JSON in UTF-8, bulk bodies binary as said. Each bears repetition.
 */
public final class Verb {
  /**
   * {@code {"version":1,"highest":GEN,"datasets":[{"id","kind","type"}],"known":GEN}} gives
   * {@code {"generation","wall":ISO,"sinceBootMillis","bootId","manifest","holds"}}: whether all
   * chunks of the known generation are there, so that nobody asks for each. Refused with code
   * {@code not-secondary}, {@code datasets-differ}, {@code storage-low} or {@code busy}. The newest
   * format of manifests that the secondary reads is {@code manifest}; 1 if it does not say.
   */
  public static final String TICKET = "backup.ticket";

  /**
   * {@code {"generation","datasets":[{"id","bytes"}],"fresh":BYTES}}, after the survey and before
   * anything is read: what each dataset holds, and how much of all is new. Gives {@code {}}, or is
   * refused with code {@code storage-low}. A peer that does not know it takes what comes.
   */
  public static final String ROOM = "backup.room";

  /** generation (8 bytes), then n × 32-byte ids; gives n bytes, 1 where the chunk is lacking. */
  public static final String MISSING = "backup.missing";

  /**
   * generation (8 bytes), then chunks: id (32), plain size (4), compressed size (4), zstd bytes.
   * Each is checked against its id before it is kept. Gives an empty body; a repetition is free.
   */
  public static final String CHUNKS = "backup.chunks";

  /** generation (8), offset (8), then a piece of the encoded manifest; gives an empty body. */
  public static final String MANIFEST = "backup.manifest";

  /**
   * {@code {"generation","length","sha256"}}: the manifest is whole; store, stage and verify. Gives
   * at once what {@link #PROGRESS} gives.
   */
  public static final String SEAL = "backup.seal";

  /**
   * {@code {"generation"}} gives
   * {@code {"generation","state":WORD,"phase","done","total","detail"}}; state verified is the
   * acknowledgement, and the only one; failed carries why in detail. An incomplete generation ends
   * as stored with phase {@code done}. Phases: receive, seal, wait, stage, sync, verify, done.
   */
  public static final String PROGRESS = "backup.progress";

  /**
   * {@code {"generation","of"}}: what is there now is the same as in the verified generation
   * {@code of}, which from now on has the ticket of {@code generation}; that number came to nothing
   * else. Gives an empty body; refused with code {@code not-ready} unless {@code of} lies ready
   * beyond doubt: then the generation goes on as usual.
   */
  public static final String CONFIRM = "backup.confirm";

  /** {@code {"generation","why"}}: the run is given up; gives an empty body. */
  public static final String ABORT = "backup.abort";

  /** n × 32-byte ids; gives those chunks as {@link #CHUNKS} has them (after 8 zero bytes). */
  public static final String FETCH = "store.fetch";

  /** {@code {}} gives {@code [generation…]} as {@code bcs generations --json} prints them. */
  public static final String GENERATIONS = "store.generations";

  /** {@code {"generation","offset"}} gives a piece of the encoded manifest; empty at its end. */
  public static final String MANIFEST_OF = "store.manifest";

  private Verb() {}
}
