// Drives one partition's log with Apache Kafka's own code: a command on each line of standard input, an answer on each
// line of standard output. Run without compiling: java -cp '<jars>/*' KafkaLog.java

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.server.common.RequestLocal;
import org.apache.kafka.server.util.Scheduler;
import org.apache.kafka.storage.internals.log.AppendOrigin;
import org.apache.kafka.storage.internals.log.LogAppendInfo;
import org.apache.kafka.storage.internals.log.LogConfig;
import org.apache.kafka.storage.internals.log.LogDirFailureChannel;
import org.apache.kafka.storage.internals.log.LogStartOffsetIncrementReason;
import org.apache.kafka.storage.internals.log.ProducerStateManagerConfig;
import org.apache.kafka.storage.internals.log.UnifiedLog;
import org.apache.kafka.storage.internals.log.VerificationGuard;
import org.apache.kafka.storage.log.metrics.BrokerTopicStats;

public class KafkaLog {
    static final short TRANSACTION_VERSION = 1; // since 2, a marker is of a new epoch
    static final long[] now = {0};
    static final Map<String, UnifiedLog> logs = new HashMap<>();
    static UnifiedLog log;

    public static void main(String[] arguments) throws Exception {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            System.out.println(answer(line.split(" ")));
            System.out.flush();
        }
    }

    static String answer(String[] words) throws Exception {
        try {
            return perform(words);
        } catch (ApiException problem) {
            return Errors.forException(problem).name() + " -1 false";
        }
    }

    static String perform(String[] words) throws Exception {
        switch (words[0]) {
            case "open": // directory, internal.segment.bytes, index.interval.bytes, log start offset, recovery point, closed
                log = open(new File(words[1]), words[2], words[3], Long.parseLong(words[4]), Long.parseLong(words[5]),
                    Boolean.parseBoolean(words[6]));
                logs.put(words[1], log);
                return log.logStartOffset() + " " + log.logEndOffset();
            case "use": // a directory that was opened
                log = logs.get(words[1]);
                return words[1];
            case "append": // a batch in hex; a transaction counts as verified
                return appended(log.appendAsLeader(records(words[1]), 0));
            case "replicate": // a batch in hex, its base offset set
                return appended(log.appendAsFollower(records(words[1]), 0));
            case "marker": { // producer id, epoch, COMMIT or ABORT, coordinator epoch
                var marker = new EndTransactionMarker(ControlRecordType.valueOf(words[3]), Integer.parseInt(words[4]));
                var records = MemoryRecords.withEndTransactionMarker(
                    now[0], Long.parseLong(words[1]), Short.parseShort(words[2]), marker);
                return appended(log.appendAsLeader(records, 0, AppendOrigin.COORDINATOR, RequestLocal.noCaching(),
                    VerificationGuard.SENTINEL, TRANSACTION_VERSION));
            }
            case "roll":
                return Long.toString(log.roll().baseOffset());
            case "delete": // log start offset
                log.updateHighWatermark(log.logEndOffset());
                log.maybeIncrementLogStartOffset(Long.parseLong(words[1]), LogStartOffsetIncrementReason.ClientRecordDeletion);
                log.deleteOldSegments();
                return Long.toString(log.logStartOffset());
            case "expire":
                log.removeExpiredProducers(now[0]);
                return "done";
            case "offsets":
                return log.logStartOffset() + " " + log.logEndOffset();
            case "producers": // id, epoch, last sequence, last timestamp, coordinator epoch, start of the transaction
                return log.activeProducers().stream()
                    .sorted(Comparator.comparingLong(state -> state.producerId()))
                    .map(state -> state.producerId() + "," + state.producerEpoch() + "," + state.lastSequence() + ","
                        + state.lastTimestamp() + "," + state.coordinatorEpoch() + "," + state.currentTxnStartOffset())
                    .collect(Collectors.joining(" "));
            case "clock": // ms
                now[0] = Long.parseLong(words[1]);
                return words[1];
            case "close": // as LogManager.shutdown
                log.prepareActiveSegmentForClose();
                log.flush(true);
                log.close();
                return "closed";
            default:
                throw new IllegalArgumentException(words[0]);
        }
    }

    static MemoryRecords records(String hex) {
        return MemoryRecords.readableRecords(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
    }

    static String appended(LogAppendInfo info) {
        boolean duplicate = info.validBytes() > 0 && info.logAppendTime() >= 0;
        return "NONE " + info.firstOffset() + " " + duplicate;
    }

    static UnifiedLog open(File directory, String segmentBytes, String intervalBytes, long start, long recoveryPoint,
                           boolean closed) throws Exception {
        LogConfig config = new LogConfig(Map.of("internal.segment.bytes", segmentBytes, "index.interval.bytes", intervalBytes,
            "retention.ms", "-1", "file.delete.delay.ms", "0"));
        Files.createDirectories(directory.toPath());
        return UnifiedLog.create(directory, config, start, recoveryPoint, AT_ONCE, new BrokerTopicStats(), CLOCK, 300000,
            new ProducerStateManagerConfig(86400000, false), 600000, new LogDirFailureChannel(1), closed,
            new File(directory, "partition.metadata").exists() ? Optional.empty() : Optional.of(Uuid.randomUuid()));
    }

    static final Time CLOCK = new Time() {
        public long milliseconds() { return now[0]; }
        public long hiResClockMs() { return now[0]; }
        public long nanoseconds() { return now[0] * 1000000; }
        public void sleep(long ms) { now[0] += ms; }
        public void waitObject(Object object, Supplier<Boolean> condition, long deadline) { }
    };

    static final Scheduler AT_ONCE = new Scheduler() {
        public void startup() { }
        public void shutdown() { }
        public void resizeThreadPool(int size) { }
        public ScheduledFuture<?> schedule(String name, Runnable task, long delayMs, long periodMs) {
            if (periodMs < 0) task.run();
            return (ScheduledFuture<?>) Proxy.newProxyInstance(KafkaLog.class.getClassLoader(),
                new Class<?>[] {ScheduledFuture.class}, (proxy, method, values) -> method.getName().equals("cancel") ? true : null);
        }
    };
}
