package io.vmstation.ipmi.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes that a receiver of remote write gets. */
class WriteRequestTest {
    private static Series series(String metric, String... labels) {
        Map<String, String> all = new HashMap<>(Map.of("__name__", metric));
        for (int i = 0; i < labels.length; i += 2) {
            all.put(labels[i], labels[i + 1]);
        }
        return Series.of(all);
    }

    @Test
    void isTheMessageOfTheSpecificationByteForByte() {
        byte[] body =
                WriteRequest.of(List.of(Sample.of(new Point(series("up", "node", "a"), 1), 300)));

        assertThat(Received.decompressed(body))
                .asHexString()
                .isEqualTo(
                        // timeseries, length 41
                        "0A29"
                                // label __name__ = up
                                + "0A0E"
                                + "0A08"
                                + "5F5F6E616D655F5F"
                                + "1202"
                                + "7570"
                                // label node = a
                                + "0A09"
                                + "0A04"
                                + "6E6F6465"
                                + "1201"
                                + "61"
                                // sample 1.0 at 300
                                + "120C"
                                + "09"
                                + "000000000000F03F"
                                + "10AC02");
    }

    @Test
    void labelsAreSortedByNameAndEmptyOnesLeftOut() {
        List<Received> read =
                Received.in(
                        WriteRequest.of(
                                List.of(
                                        Sample.of(
                                                new Point(
                                                        series(
                                                                "ipmi_bmc_info",
                                                                "node",
                                                                "ä\"\\ node",
                                                                "bmc_url",
                                                                "",
                                                                "Upper",
                                                                "u",
                                                                "id",
                                                                "7"),
                                                        1),
                                                5))));

        assertThat(read.get(0).labels().keySet())
                .containsExactly("Upper", "__name__", "id", "node");
        assertThat(read.get(0).node()).isEqualTo("ä\"\\ node");
    }

    @Test
    void samplesOfASeriesStandTogetherInTheOrderOfTheirTimes() {
        Series one = series("one");
        Series two = series("two");

        List<Received> read =
                Received.in(
                        WriteRequest.of(
                                List.of(
                                        Sample.of(new Point(one, 1), 30),
                                        Sample.of(new Point(two, 2), 30),
                                        Sample.of(new Point(one, 3), 10),
                                        Sample.of(new Point(one, 4), 20))));

        assertThat(read).extracting(Received::metric).containsExactly("one", "one", "one", "two");
        assertThat(read).extracting(Received::millis).containsExactly(10L, 20L, 30L, 30L);
        assertThat(read).extracting(Received::value).containsExactly(3.0, 4.0, 1.0, 2.0);
    }

    @Test
    void anEndIsAnotherNanThanNoValue() {
        Series one = series("one");

        List<Received> read =
                Received.in(
                        WriteRequest.of(
                                List.of(
                                        Sample.of(new Point(one, Double.NaN), 10),
                                        Sample.endOf(one, 20),
                                        Sample.of(new Point(one, 0), 30),
                                        Sample.of(new Point(one, Double.NEGATIVE_INFINITY), -40))));

        assertThat(read)
                .extracting(Received::bits)
                .containsExactly(
                        Double.doubleToLongBits(Double.NEGATIVE_INFINITY),
                        0x7ff8000000000000L,
                        0x7ff0000000000002L,
                        0L);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 14, 15, 16, 127, 128, 31_999, 32_000, 32_001, 65_536, 300_000})
    void whatIsCompressedCanBeReadAgain(int length) {
        Random random = new Random(length);
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        byte[] words =
                "ipmi_temperature_celsius node="
                        .repeat(length / 30 + 1)
                        .getBytes(StandardCharsets.UTF_8);
        byte[] mixed = new byte[length];
        for (int i = 0; i < length; i++) {
            mixed[i] = i % 700 < 350 ? words[i % words.length] : noise[i];
        }

        for (byte[] plain : List.of(noise, Arrays.copyOf(words, length), mixed)) {
            assertThat(Received.decompressed(WriteRequest.compressed(plain))).isEqualTo(plain);
        }
    }

    @Test
    void aFullRequestKeepsWithinItsBoundsAndShrinks() {
        SampleQueue queue = new SampleQueue(100_000);
        List<Sample> many = new ArrayList<>();
        IntStream.range(0, 5_000)
                .forEach(
                        i ->
                                many.add(
                                        Sample.of(
                                                new Point(
                                                        series(
                                                                "ipmi_sensor_value",
                                                                "id",
                                                                String.valueOf(i),
                                                                "name",
                                                                "Sensor with a long name " + i),
                                                        i),
                                                1)));
        queue.add(many);

        List<Sample> batch = queue.next();
        byte[] body = WriteRequest.of(batch);
        assertThat(batch).hasSize(SampleQueue.MOST_SAMPLES);
        assertThat(Received.decompressed(body)).hasSizeLessThan(SampleQueue.MOST_BYTES);
        assertThat(body.length).isLessThan(Received.decompressed(body).length / 2);
        assertThat(Received.in(body)).hasSameSizeAs(batch);
    }
}
