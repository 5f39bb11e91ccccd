package io.vmstation.spi;

import static java.util.Objects.requireNonNull;

/**
 * What the energy of one node came to in some time. Immutable.
 *
 * @param kilowattHours drawn, by what the node was seen doing
 * @param unmeasuredSeconds for how long nobody measured it while this host ran
 * @param savedKilowattHours what it would have drawn more had it stayed awake and idle; a lower
 *     bound
 * @param money what that cost and saved
 */
public record EnergyAmounts(
        Split kilowattHours, Split unmeasuredSeconds, double savedKilowattHours, Money money) {
    /** Nothing yet. */
    public static final EnergyAmounts NONE =
            new EnergyAmounts(Split.NONE, Split.NONE, 0, Money.NONE);

    public EnergyAmounts {
        requireNonNull(kilowattHours, "kilowattHours is null");
        requireNonNull(unmeasuredSeconds, "unmeasuredSeconds is null");
        amount(savedKilowattHours);
        requireNonNull(money, "money is null");
    }

    private static void amount(double value) {
        if (!Double.isFinite(value) || value < 0) {
            throw new IllegalArgumentException("not an amount: " + value);
        }
    }

    /** Both together; of money only what is in the currency of {@code other}. */
    public EnergyAmounts plus(EnergyAmounts other) {
        return new EnergyAmounts(
                kilowattHours.plus(other.kilowattHours),
                unmeasuredSeconds.plus(other.unmeasuredSeconds),
                savedKilowattHours + other.savedKilowattHours,
                money.plus(other.money));
    }

    /** The same without money in any other currency. */
    public EnergyAmounts onlyMoneyIn(String currency) {
        return money.currency().equals(currency)
                ? this
                : new EnergyAmounts(
                        kilowattHours,
                        unmeasuredSeconds,
                        savedKilowattHours,
                        new Money(currency, 0, 0));
    }

    /** What a node was seen doing while it drew power. */
    public enum Condition {
        /** It was awake, or being woken. */
        AWAKE,
        /** It did not answer. */
        ASLEEP,
        /** Nobody had looked yet, or it did not answer after a wake that failed. */
        UNKNOWN
    }

    /** An amount, by what the node was seen doing; none is negative. */
    public record Split(double awake, double asleep, double unknown) {
        /** Nothing. */
        public static final Split NONE = new Split(0, 0, 0);

        public Split {
            amount(awake);
            amount(asleep);
            amount(unknown);
        }

        /** That much, all of it in one condition. */
        public static Split of(Condition condition, double value) {
            return switch (condition) {
                case AWAKE -> new Split(value, 0, 0);
                case ASLEEP -> new Split(0, value, 0);
                case UNKNOWN -> new Split(0, 0, value);
            };
        }

        /** The part of one condition. */
        public double in(Condition condition) {
            return switch (condition) {
                case AWAKE -> awake;
                case ASLEEP -> asleep;
                case UNKNOWN -> unknown;
            };
        }

        /** All parts together. */
        public double sum() {
            return awake + asleep + unknown;
        }

        Split plus(Split other) {
            return new Split(awake + other.awake, asleep + other.asleep, unknown + other.unknown);
        }
    }

    /**
     * What energy cost and what was not spent, by the tariff of the time.
     *
     * @param currency three letters; empty while nothing was counted
     */
    public record Money(String currency, double cost, double saved) {
        /** Nothing was counted. */
        public static final Money NONE = new Money("", 0, 0);

        public Money {
            requireNonNull(currency, "currency is null");
            amount(cost);
            amount(saved);
        }

        private Money plus(Money other) {
            if (other.currency.isEmpty()) {
                return this;
            }
            return currency.equals(other.currency)
                    ? new Money(currency, cost + other.cost, saved + other.saved)
                    : other;
        }
    }
}
