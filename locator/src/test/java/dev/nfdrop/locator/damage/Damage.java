package dev.nfdrop.locator.damage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// One way of damaging bytes.
public enum Damage {
  /// Some bytes are others.
  BYTES {
    @Override
    byte[] apply(byte[] bytes, Aim aim, RandomGenerator random) {
      for (int count = few(random); count > 0; count--) {
        bytes[anywhere(aim, random)] = (byte) random.nextInt();
      }
      return bytes;
    }
  },

  /// Some bits are turned.
  BITS {
    @Override
    byte[] apply(byte[] bytes, Aim aim, RandomGenerator random) {
      for (int count = few(random); count > 0; count--) {
        bytes[anywhere(aim, random)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
      }
      return bytes;
    }
  },

  /// A number has an extreme value, or is somewhat larger or smaller.
  NUMBER {
    @Override
    byte[] apply(byte[] bytes, Aim aim, RandomGenerator random) {
      int width = 1 << random.nextInt(4);
      int at = aim.offset() + random.nextInt(Math.max(1, aim.size() / width)) * width;
      if (at + width > bytes.length) {
        return bytes;
      }
      var number = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      number.put(0, bytes, at, width);
      long value =
          switch (random.nextInt(5)) {
            case 0 -> 0;
            case 1 -> -1;
            case 2 -> -1L >>> random.nextInt(Long.SIZE);
            case 3 -> bytes.length + random.nextInt(-MOST, MOST);
            default -> number.getLong(0) + random.nextInt(-MOST, MOST);
          };
      number.putLong(0, value).get(0, bytes, at, width);
      return bytes;
    }
  },

  /// Two pieces of the same size have changed places.
  SWAP {
    @Override
    byte[] apply(byte[] bytes, Aim aim, RandomGenerator random) {
      int size = 1 + random.nextInt(Math.min(LARGEST_PIECE, aim.size()));
      int one = aim.offset() + random.nextInt(aim.size() - size + 1);
      int other = aim.offset() + random.nextInt(aim.size() - size + 1);
      var piece = Arrays.copyOfRange(bytes, one, one + size);
      System.arraycopy(bytes, other, bytes, one, size);
      System.arraycopy(piece, 0, bytes, other, size);
      return bytes;
    }
  },

  /// The end is missing.
  CUT {
    @Override
    byte[] apply(byte[] bytes, Aim aim, RandomGenerator random) {
      return Arrays.copyOf(bytes, anywhere(aim, random));
    }
  };

  private static final int MOST = 6;
  private static final int LARGEST_PIECE = 256;

  /// Changes `bytes`, or returns a part of them.
  abstract byte[] apply(byte[] bytes, Aim aim, RandomGenerator random);

  /// One more often than many.
  private static int few(RandomGenerator random) {
    return 1 + random.nextInt(1 + random.nextInt(MOST));
  }

  private static int anywhere(Aim aim, RandomGenerator random) {
    return aim.offset() + random.nextInt(aim.size());
  }

  /// A copy with a few kinds of damage, the last of which may be that its end is missing.
  ///
  /// @param aims of which each is as likely as the others, however large
  public static byte[] to(byte[] original, List<Aim> aims, RandomGenerator random) {
    var bytes = original.clone();
    for (int times = few(random); times > 0 && bytes.length == original.length; times--) {
      var damage = values()[random.nextInt(values().length)];
      bytes = damage.apply(bytes, aims.get(random.nextInt(aims.size())), random);
    }
    return bytes;
  }
}
