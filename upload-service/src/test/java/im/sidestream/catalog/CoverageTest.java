package im.sidestream.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs of bytes add up to exactly those that went out, or fewer (design.md §4.19). */
final class CoverageTest {
    private static final int SIZE = 300;
    private static final Coverage NOTHING = Coverage.parse("");

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 50);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void itSaysWhatABitForEachByteWouldSay(long seed) {
        Random random = new Random(seed);
        BitSet bits = new BitSet();
        Coverage coverage = NOTHING;
        for (int step = 0; step < 60; step++) {
            int from = random.nextInt(SIZE);
            int to = from + random.nextInt(SIZE - from + 1);
            bits.set(from, to);
            coverage = Coverage.parse(coverage.with(from, to).toString());

            assertThat(coverage.runs().stream().mapToLong(Coverage.Run::length).sum())
                    .isEqualTo(bits.cardinality());
            assertThat(coverage.isWhole(SIZE)).isEqualTo(bits.cardinality() == SIZE);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void boundedItNeverSaysMore(long seed) {
        Random random = new Random(seed);
        BitSet bits = new BitSet();
        Coverage coverage = NOTHING;
        for (int step = 0; step < 2000; step++) {
            int from = random.nextInt(100_000);
            bits.set(from, from + 5);
            coverage = coverage.with(from, from + 5);
            assertThat(coverage.runs()).hasSizeLessThanOrEqualTo(Coverage.MOST);
        }
        for (Coverage.Run run : coverage.runs()) {
            assertThat(bits.get((int) run.from(), (int) run.to()).cardinality()).isEqualTo((int) run.length());
        }
    }

    @Test
    void anEmptyFileIsWholeAtOnce() {
        assertThat(NOTHING.isWhole(0)).isTrue();
        assertThat(NOTHING.isWhole(1)).isFalse();
    }
}
